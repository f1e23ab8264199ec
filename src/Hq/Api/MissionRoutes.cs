using System.ComponentModel;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Hq.LiveStreams;
using Corporation.Hq.Querying;
using Corporation.Hq.Refusing;
using Microsoft.AspNetCore.Mvc;

namespace Corporation.Hq.Api;

/// <summary>Looking at missions.</summary>
internal static class MissionRoutes
{
    private const int MaxWaitSeconds = 60;
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    public static void MapMissionRoutes(this IEndpointRouteBuilder missions)
    {
        missions.MapGet("/{id}", GetAsync)
            .WithName("GetMission")
            .WithSummary("Get a mission with its payload, result and usage")
            .WithDescription("With wait_seconds the answer comes when the mission has ended, or as it stands when the time is over.")
            .Produces<MissionView>(200)
            .ProducesProblem(400).ProducesProblem(404);

        missions.MapGet("", ListAsync)
            .WithName("ListMissions")
            .WithSummary("List missions, newest first")
            .WithDescription("Give next_cursor back as cursor, with the same filters, for the next page. Payload, result and usage are left out.")
            .Produces<MissionPage>(200)
            .ProducesProblem(400);

        missions.MapGet("/counts", CountAsync)
            .WithName("CountMissions")
            .WithSummary("Count missions by state")
            .WithDescription("At most a second old.")
            .Produces<MissionCounts>(200)
            .ProducesProblem(400);
    }

    private static async Task<IResult> GetAsync(
        HttpContext context,
        string id,
        [FromQuery(Name = "wait_seconds"), Description("How long to wait for the end of the mission, 0 to 60 seconds. Default 0.")] string? waitSeconds,
        MissionLookup lookup,
        EndWaiter waiter)
    {
        var errors = new InputErrors();
        var wait = new QueryFields(context.Request, errors, "wait_seconds").Seconds("wait_seconds", MaxWaitSeconds);
        if (errors.Any)
            return errors.ToRefusal();
        if (!MissionId.TryRead(id, out var missionId))
            return Refusal.MissionNotFound(id);

        if (wait > TimeSpan.Zero)
            await waiter.WaitAsync(missionId, wait, context.RequestAborted);
        return await lookup.DetailAsync(missionId, context.RequestAborted) is { } mission ? TypedResults.Ok(mission) : Refusal.MissionNotFound(id);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context,
        MissionList list,
        [Description("One of these states; may be repeated, and may list several separated by commas.")] string[]? state,
        [FromQuery(Name = "mission_kind"), Description("This kind.")] string? missionKind,
        [FromQuery(Name = "factory_id"), Description("The factory of the current or last attempt.")] string? factoryId,
        [Description("All of these words in the task, the idempotency key or the error; a star at the end of a word matches any ending.")] string? text,
        [Description("Submitted at or after this time (ISO 8601 with offset).")] string? since,
        [Description("Submitted before this time (ISO 8601 with offset).")] string? until,
        [Description("1 to 200 missions. Default 50.")] string? limit,
        [Description("next_cursor of the page before.")] string? cursor)
    {
        var errors = new InputErrors();
        var query = new QueryFields(
            context.Request, errors, "state", "mission_kind", "factory_id", "text", "since", "until", "limit", "cursor");
        var filter = new MissionFilter
        {
            States = query.States("state"),
            MissionKind = query.Text("mission_kind", MissionKindName.MaxLength),
            FactoryId = query.Text("factory_id", MissionLimits.MaxFactoryIdLength),
            Text = query.Text("text", 500),
            Since = query.Time("since"),
            Until = query.Time("until"),
        };
        var size = (int)query.Whole("limit", 1, MaxLimit, DefaultLimit);

        ListCursor? after = null;
        if (query.Text("cursor", 200) is { } written)
        {
            if (ListCursor.Read(written, filter, out var read) is { } problem)
                errors.Add("cursor", problem);
            after = read;
        }

        return errors.Any ? errors.ToRefusal() : TypedResults.Ok(await list.PageAsync(filter, size, after, context.RequestAborted));
    }

    private static async Task<IResult> CountAsync(HttpContext context, MissionTally tally)
    {
        var errors = new InputErrors();
        _ = new QueryFields(context.Request, errors);
        return errors.Any ? errors.ToRefusal() : TypedResults.Ok(await tally.CountAsync(context.RequestAborted));
    }
}

using Corporation.Contracts.Http;
using Corporation.Hq.Querying;
using Corporation.Hq.Refusing;
using Corporation.Hq.Submitting;
using Corporation.Sagas.Commanding;

namespace Corporation.Hq.Api;

/// <summary>Commands on one mission.</summary>
internal static class CommandRoutes
{
    public const string Actor = "api";
    public const int MaxReasonLength = 500;
    public const int MaxBodyBytes = 64 * 1024;

    private delegate Task<CommandOutcome> Command(Guid missionId, string actor, string? reason, CancellationToken cancellationToken);

    public static void MapCommandRoutes(this IEndpointRouteBuilder missions)
    {
        missions.MapPost("/{id}/cancel", (HttpContext context, string id, IMissionDesk desk, MissionLookup lookup) => RunAsync(context, id, desk.CancelAsync, lookup))
            .WithName("CancelMission").WithSummary("Cancel a mission")
            .WithDescription("At once while it waits. A running handler is asked to end, and HQ ends the attempt itself if it does not.")
            .Describe();
        missions.MapPost("/{id}/requeue", (HttpContext context, string id, IMissionDesk desk, MissionLookup lookup) => RunAsync(context, id, desk.RequeueAsync, lookup))
            .WithName("RequeueMission").WithSummary("Start a new round for a dead letter").Describe();
        missions.MapPost("/{id}/discard", (HttpContext context, string id, IMissionDesk desk, MissionLookup lookup) => RunAsync(context, id, desk.DiscardAsync, lookup))
            .WithName("DiscardMission").WithSummary("Mark a dead letter as done with").Describe();
    }

    private static void Describe(this RouteHandlerBuilder route) => route
        .Accepts<MissionCommand>(isOptional: true, "application/json")
        .Produces<MissionView>(200)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);

    private static async Task<IResult> RunAsync(HttpContext context, string id, Command command, MissionLookup lookup)
    {
        var (body, refusal) = await JsonBody.ReadAsync(context, MaxBodyBytes, optional: true);
        if (refusal is not null)
            return refusal;

        var errors = new InputErrors();
        string? reason = null;
        using (body)
        {
            _ = new QueryFields(context.Request, errors);
            if (body is not null && BodyFields.Open(body.RootElement, "", ["reason"], errors) is { } fields)
                reason = fields.Text("reason", MaxReasonLength);
        }

        if (errors.Any)
            return errors.ToRefusal();
        if (!MissionId.TryRead(id, out var missionId))
            return Refusal.MissionNotFound(id);

        var outcome = await command(missionId, Actor, reason, context.RequestAborted);
        return outcome.Verdict switch
        {
            CommandVerdict.Refused => Refusal.Conflict(outcome.Explanation),
            CommandVerdict.Done when await lookup.DetailAsync(missionId, context.RequestAborted) is { } mission => TypedResults.Ok(mission),
            _ => Refusal.MissionNotFound(id),
        };
    }
}

using System.ComponentModel;
using System.Text.Json;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Hq.Fleet;
using Corporation.Hq.LegacyStreams;
using Corporation.Hq.Querying;
using Corporation.Hq.Refusing;

namespace Corporation.Hq.Api;

/// <summary>Missions in the words of the fleet before this one, and what each factory does.</summary>
internal static class DelegationRoutes
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const int MaxOffset = 800;
    private const int TimelinePage = 1_000;

    public static void MapDelegationRoutes(this IEndpointRouteBuilder delegation)
    {
        delegation.MapGet("/workload", WorkloadAsync)
            .WithName("GetWorkload").WithSummary("Get what each factory runs, what waits for it, and how its attempts ended lately")
            .Produces<Workload>(200).ProducesProblem(400).ProducesProblem(503);
        delegation.MapGet("/history", ListAsync)
            .WithName("ListDelegations").WithSummary("List missions with the fields and statuses of the fleet before this one, newest first")
            .Produces<DelegationPage>(200).ProducesProblem(400).ProducesProblem(503);
        delegation.MapGet("/history/{id}", GetAsync)
            .WithName("GetDelegation").WithSummary("Get a mission with its envelopes and its timeline, by its id or by the job_id that it came with")
            .Produces<DelegationDetail>(200).ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
    }

    private static async Task<IResult> WorkloadAsync(HttpContext context, WorkloadBook book)
    {
        var errors = new InputErrors();
        _ = new QueryFields(context.Request, errors);
        return errors.Any ? errors.ToRefusal() : TypedResults.Ok(await book.ReadAsync(context.RequestAborted));
    }

    private static async Task<IResult> ListAsync(
        HttpContext context,
        MissionList list,
        [Description("1 to 200 missions. Default 50.")] string? limit,
        [Description("How many to skip, 0 to 800. Default 0; use cursor for more.")] string? offset,
        [Description("next_cursor of the page before.")] string? cursor,
        [Description("published, consumed, running, completed, failed or dlq.")] string? status,
        [Description("The factory of the current or last attempt.")] string? factory_id,
        [Description("This kind.")] string? mission_kind)
    {
        var errors = new InputErrors();
        var query = new QueryFields(context.Request, errors, "limit", "offset", "cursor", "status", "factory_id", "mission_kind");
        var size = (int)query.Whole("limit", 1, MaxLimit, DefaultLimit);
        var skip = (int)query.Whole("offset", 0, MaxOffset, 0);
        var word = query.Text("status", 40);
        if (word is not null && !DelegationStatuses.All.Contains(word))
            errors.Add("status", $"'{Refusal.Shorten(word)}' is not a status. Statuses: {string.Join(", ", DelegationStatuses.All)}.");
        var filter = new MissionFilter
        {
            States = word is null ? [] : DelegationStatuses.StatesOf(word),
            MissionKind = query.Text("mission_kind", MissionKindName.MaxLength),
            FactoryId = query.Text("factory_id", MissionLimits.MaxFactoryIdLength),
        };
        ListCursor? after = null;
        if (query.Text("cursor", 200) is { } written)
        {
            if (ListCursor.Read(written, filter, out var read) is { } problem)
                errors.Add("cursor", problem);
            after = read;
        }

        if (errors.Any)
            return errors.ToRefusal();

        var page = await list.PageAsync(filter, skip + size, after, withRouting: true, context.RequestAborted);
        DelegationRow[] rows = [.. page.Missions.Skip(skip).Select(Row)];
        return TypedResults.Ok(new DelegationPage(rows, rows.Length, page.NextCursor));
    }

    private static async Task<IResult> GetAsync(HttpContext context, string id, MissionLookup lookup, Timelines timelines)
    {
        var errors = new InputErrors();
        _ = new QueryFields(context.Request, errors);
        if (errors.Any)
            return errors.ToRefusal();
        if (await FindAsync(id, lookup, context.RequestAborted) is not { } mission)
            return Refusal.MissionNotFound(id);

        var sent = LegacyEnvelope.JobIdOf(mission.IdempotencyKey) is null ? null : await lookup.LegacyEnvelopeAsync(mission.JobId, context.RequestAborted);
        var timeline = await timelines.OfMissionAsync(mission.JobId, 0, TimelinePage, context.RequestAborted);
        var row = Row(mission) with { ConsumedAt = timeline.LastOrDefault(static happened => happened.Event == MissionEventNames.Claimed)?.OccurredAt };
        return TypedResults.Ok(new DelegationDetail(row, Envelope(mission, sent), timeline, ResultOf(mission)));
    }

    // A job_id of that fleet may look like an id of this one.
    private static async Task<MissionView?> FindAsync(string id, MissionLookup lookup, CancellationToken cancellationToken) =>
        (MissionId.TryRead(id, out var missionId) ? await lookup.DetailAsync(missionId, cancellationToken) : null)
        ?? await lookup.DetailByKeyAsync(LegacyEnvelope.KeyPrefix + id, cancellationToken);

    private static DelegationRow Row(MissionView mission) => new()
    {
        JobId = mission.JobId,
        LegacyJobId = LegacyEnvelope.JobIdOf(mission.IdempotencyKey),
        IdempotencyKey = mission.IdempotencyKey,
        MissionKind = mission.MissionKind,
        TargetFactoryId = mission.Routing?.TargetFactoryId ?? mission.FactoryId,
        Status = DelegationStatuses.Of(mission.State),
        State = mission.State,
        Priority = mission.Priority,
        PublishedAt = mission.CreatedAt,
        StartedAt = mission.StartedAt,
        CompletedAt = mission.FinishedAt,
        DurationSeconds = mission is { StartedAt: { } started, FinishedAt: { } finished } && finished > started ? Math.Round((finished - started).TotalSeconds, 3) : null,
        Error = mission.Error?.Message,
    };

    private static JsonElement Envelope(MissionView mission, string? sent) => LegacyEnvelope.JobIdOf(mission.IdempotencyKey) is { } jobId
        ? JsonElement.Parse(LegacyText.Of(jobId, sent, mission), LegacyText.Deep)
        : JsonSerializer.SerializeToElement(new Dictionary<string, object?>
    {
        ["job_id"] = mission.JobId,
        ["idempotency_key"] = mission.IdempotencyKey,
        ["mission_kind"] = mission.MissionKind,
        ["priority"] = mission.Priority,
        ["timeout_seconds"] = mission.TimeoutSeconds,
        ["max_retries"] = mission.MaxRetries,
        ["payload"] = new Dictionary<string, object?> { ["task"] = mission.Payload?.Task, ["context"] = mission.Payload?.Context },
    });

    private static JsonElement? ResultOf(MissionView mission) => mission.Status is null ? null
        : LegacyEnvelope.JobIdOf(mission.IdempotencyKey) is { } jobId
        ? JsonElement.Parse(LegacyResult.Of(jobId, null, mission).Envelope, LegacyText.Deep)
        : JsonSerializer.SerializeToElement(new Dictionary<string, object?>
        {
            ["job_id"] = mission.JobId,
            ["status"] = mission.Status,
            ["result"] = mission.Result,
            ["error"] = mission.Error?.Message,
        });
}

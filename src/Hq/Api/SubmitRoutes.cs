using System.Text.Json;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Hq.Querying;
using Corporation.Hq.Refusing;
using Corporation.Hq.Submitting;
using Corporation.Runtime.Telemetry;
using Corporation.Sagas.Commanding;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.Api;

/// <summary>Submitting missions, one or many.</summary>
internal static class SubmitRoutes
{
    private const string KeyHeader = "Idempotency-Key";

    public static void MapSubmitRoutes(this IEndpointRouteBuilder missions)
    {
        missions.MapPost("", SubmitAsync)
            .WithName("SubmitMission")
            .WithSummary("Submit a mission")
            .WithDescription(
                "Stored before it is answered: a mission with an id is never lost. With an idempotency key (the field, or the Idempotency-Key header) "
                + "a submit may be repeated: 201 the first time, 200 with the same mission from then on.")
            .Accepts<MissionSubmission>("application/json")
            .Produces<MissionView>(201)
            .Produces<MissionView>(200)
            .ProducesProblem(400).ProducesProblem(413).ProducesProblem(415).ProducesProblem(503);

        missions.MapPost("/batch", SubmitBatchAsync)
            .WithName("SubmitMissions")
            .WithSummary("Submit up to 1,000 missions, all or none")
            .WithDescription("One transaction. If any mission is not valid nothing is accepted, and the errors name each: missions[3].priority.")
            .Accepts<MissionBatch>("application/json")
            .Produces<MissionBatchAccepted>(200)
            .ProducesProblem(400).ProducesProblem(413).ProducesProblem(415).ProducesProblem(503);
    }

    private static async Task<IResult> SubmitAsync(
        HttpContext context, MissionDoor door, IMissionDesk desk, MissionLookup lookup, IOptions<MissionDoorOptions> options)
    {
        var (body, refusal) = await JsonBody.ReadAsync(context, options.Value.MaxSubmitBytes);
        if (refusal is not null)
            return refusal;

        var errors = new InputErrors();
        NewMission? mission;
        using (body)
        {
            _ = new QueryFields(context.Request, errors);
            mission = door.Admit(body!.RootElement, "", ReadKeyHeader(context.Request, errors), errors);
        }

        if (errors.Any)
            return errors.ToRefusal();

        var begun = MissionTrace.Now();
        var filed = (await desk.SubmitAsync([mission!], context.RequestAborted))[0];
        Trace([filed], [mission!], begun);
        var view = await lookup.DetailAsync(filed.MissionId, context.RequestAborted)
            ?? throw new InvalidOperationException($"Mission {filed.MissionId} was stored, but can't be found.");
        return filed.Created ? TypedResults.Created($"/api/v1/missions/{filed.MissionId}", view) : TypedResults.Ok(view);
    }

    private static async Task<IResult> SubmitBatchAsync(HttpContext context, MissionDoor door, IMissionDesk desk, IOptions<MissionDoorOptions> options)
    {
        var (body, refusal) = await JsonBody.ReadAsync(context, options.Value.MaxBatchBytes);
        if (refusal is not null)
            return refusal;

        var errors = new InputErrors();
        List<NewMission> missions;
        using (body)
        {
            _ = new QueryFields(context.Request, errors);
            missions = AdmitAll(body!.RootElement, door, errors);
        }

        if (errors.Any)
            return errors.ToRefusal();

        var begun = MissionTrace.Now();
        var filed = await desk.SubmitAsync(missions, context.RequestAborted);
        Trace(filed, missions, begun);
        return TypedResults.Ok(new MissionBatchAccepted([.. filed.Select(mission => new AcceptedMission(mission.MissionId, mission.Created))]));
    }

    private static void Trace(IReadOnlyList<FiledMission> filed, IReadOnlyList<NewMission> missions, DateTimeOffset begun)
    {
        foreach (var (mission, submission) in filed.Zip(missions))
        {
            if (mission.Created)
                MissionTrace.Tell("submit mission", begun, mission.MissionId, submission.MissionKind);
        }
    }

    private static List<NewMission> AdmitAll(JsonElement body, MissionDoor door, InputErrors errors)
    {
        var admitted = new List<NewMission>();
        if (BodyFields.Open(body, "", ["missions"], errors) is not { } fields)
            return admitted;

        if (fields.Find("missions") is not { } missions)
        {
            fields.Missing("missions", $"an array of 1 to {MissionLimits.MaxBatchSize:N0} missions");
        }
        else if (missions.ValueKind != JsonValueKind.Array)
        {
            errors.Add("missions", $"must be an array of missions, not {BodyFields.Describe(missions)}.");
        }
        else if (missions.GetArrayLength() is 0 or > MissionLimits.MaxBatchSize)
        {
            errors.Add("missions", $"has {missions.GetArrayLength():N0} missions; it must have 1 to {MissionLimits.MaxBatchSize:N0}.");
        }
        else
        {
            var index = 0;
            foreach (var submission in missions.EnumerateArray())
            {
                if (door.Admit(submission, $"missions[{index++}]", null, errors) is { } mission)
                    admitted.Add(mission);
            }
        }

        return admitted;
    }

    private static string? ReadKeyHeader(HttpRequest request, InputErrors errors)
    {
        if (!request.Headers.TryGetValue(KeyHeader, out var values))
            return null;
        if (values.Count > 1)
            errors.Add(KeyHeader, $"the header is given {values.Count} times; give it once.");
        return values[0] ?? "";
    }
}

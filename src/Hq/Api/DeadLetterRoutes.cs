using System.Text.Json;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Hq.Querying;
using Corporation.Hq.Refusing;
using Corporation.Hq.Submitting;

namespace Corporation.Hq.Api;

/// <summary>Commands on many dead letters: counted first, then confirmed.</summary>
internal static class DeadLetterRoutes
{
    private static readonly string[] Fields = ["mission_kind", "factory_id", "text", "since", "until", "confirm_count", "reason"];

    public static void MapDeadLetterRoutes(this IEndpointRouteBuilder deadLetters)
    {
        deadLetters.MapPost("/requeue", (HttpContext context, DeadLetterDesk desk) => RunAsync(context, desk, DeadLetterAction.Requeue))
            .WithName("RequeueDeadLetters").WithSummary("Start a new round for all dead letters of a selection").Describe();
        deadLetters.MapPost("/discard", (HttpContext context, DeadLetterDesk desk) => RunAsync(context, desk, DeadLetterAction.Discard))
            .WithName("DiscardDeadLetters").WithSummary("Mark all dead letters of a selection as done with").Describe();
    }

    private static void Describe(this RouteHandlerBuilder route) => route
        .WithDescription(
            "Without confirm_count nothing changes: the answer says how many dead letters match. With it, the command runs if the count is still the same, "
            + "else 409. Discarded dead letters are never among them.")
        .Accepts<DeadLetterSelection>(isOptional: true, "application/json")
        .Produces<DeadLetterOutcome>(200)
        .ProducesProblem(400).ProducesProblem(409).ProducesProblem(503);

    private static async Task<IResult> RunAsync(HttpContext context, DeadLetterDesk desk, DeadLetterAction action)
    {
        var (body, refusal) = await JsonBody.ReadAsync(context, CommandRoutes.MaxBodyBytes, optional: true);
        if (refusal is not null)
            return refusal;

        var errors = new InputErrors();
        _ = new QueryFields(context.Request, errors);
        var selection = new DeadLetterSelection();
        using (body)
        {
            if (body is not null)
                selection = Read(body.RootElement, errors);
        }

        if (errors.Any)
            return errors.ToRefusal();

        var filter = new MissionFilter
        {
            States = [MissionLifeState.DeadLettered],
            MissionKind = selection.MissionKind,
            FactoryId = selection.FactoryId,
            Text = selection.Text,
            Since = selection.Since,
            Until = selection.Until,
            WithoutDiscarded = true,
        };
        var matched = await desk.CountAsync(filter, context.RequestAborted);
        if (selection.ConfirmCount is not { } confirmed)
            return TypedResults.Ok(new DeadLetterOutcome(matched, 0));
        if (confirmed != matched)
        {
            return new Refusal(409, ProblemTypes.CountChanged, "The number of dead letters is no longer the confirmed one.",
                $"You confirmed {confirmed}, there are {matched} now; nothing was changed. Look again, then confirm {matched}.");
        }

        var changed = await desk.RunAsync(filter, matched, action, CommandRoutes.Actor, selection.Reason, context.RequestAborted);
        return TypedResults.Ok(new DeadLetterOutcome(matched, changed));
    }

    private static DeadLetterSelection Read(JsonElement body, InputErrors errors) =>
        BodyFields.Open(body, "", Fields, errors) is not { } fields ? new() : new()
        {
            MissionKind = fields.Text("mission_kind", MissionKindName.MaxLength),
            FactoryId = fields.Text("factory_id", MissionLimits.MaxFactoryIdLength),
            Text = fields.Text("text", 500),
            Since = fields.Time("since"),
            Until = fields.Time("until"),
            ConfirmCount = fields.Whole("confirm_count", 0, int.MaxValue),
            Reason = fields.Text("reason", CommandRoutes.MaxReasonLength),
        };
}

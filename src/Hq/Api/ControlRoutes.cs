using System.Text.Json;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Http;
using Corporation.Hq.Fleet;
using Corporation.Hq.Refusing;
using Corporation.Hq.Submitting;
using Corporation.Hq.Sweeping;
using Corporation.Sagas.FactoryLife;

namespace Corporation.Hq.Api;

/// <summary>What factories are told.</summary>
internal static class ControlRoutes
{
    private const double LongestDrain = 7 * 24 * 3600;
    private const double LongestLife = 30 * 24 * 3600;

    private static readonly string[] Fields = ["target_factory_id", "action", "reason", "deadline_seconds", "expires_in_seconds"];

    public static void MapControlRoutes(this IEndpointRouteBuilder control) => control.MapPost("", RunAsync)
        .WithName("ControlFactory").WithSummary("Pause, resume, drain, quarantine or forget a factory")
        .WithDescription("An order is kept by HQ: a factory that is away hears of it when it returns, unless expires_in_seconds has passed. It outlives restarts of both.")
        .Accepts<FactoryControl>("application/json")
        .Produces<ControlOutcome>(200).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);

    public static Refusal StillThere(string id) => new(
        409, ProblemTypes.IllegalState, "The factory is still there.",
        $"Only a factory that is offline can be forgotten: '{id}' would come back with its next heartbeat. Stop its process, or pause it instead.");

    private static Refusal TakesNoOrders(string id) => new(
        409, ProblemTypes.IllegalState, "A headquarters takes no orders.", $"'{id}' is a headquarters: it runs no missions. Stop its process to take it out of service.");

    private static async Task<IResult> RunAsync(HttpContext context, FleetDesk desk, FleetBook book, FactoryDirectory directory, BusHearing hearing)
    {
        var (body, refusal) = await JsonBody.ReadAsync(context, CommandRoutes.MaxBodyBytes);
        if (refusal is not null)
            return refusal;

        using (body)
        {
            var errors = new InputErrors();
            _ = new QueryFields(context.Request, errors);
            return Read(body!.RootElement, errors) is { } control ? await ObeyAsync(control, desk, book, directory, hearing, context.RequestAborted) : errors.ToRefusal();
        }
    }

    private static async Task<IResult> ObeyAsync(
        FactoryControl control, FleetDesk desk, FleetBook book, FactoryDirectory directory, BusHearing hearing, CancellationToken cancellationToken)
    {
        var id = control.TargetFactoryId;
        var job = $"{control.Action}-{Guid.NewGuid().ToString("N")[..12]}";
        var reason = control.Reason is null ? job : $"{control.Reason} ({job})";
        if (control.Action == FactoryActions.Forget)
        {
            return (await desk.ForgetAsync(id, CommandRoutes.Actor, reason, cancellationToken)).Verdict switch
            {
                OrderVerdict.NotFound => FactoryRoutes.NotFound(id, directory),
                OrderVerdict.Refused => StillThere(id),
                _ => TypedResults.Ok(new ControlOutcome(true, job, control.Action, id, FactoryDeliveries.Done)),
            };
        }

        var order = new OrderFactory(
            id,
            control.Action switch
            {
                FactoryActions.Pause => FactoryMode.Paused,
                FactoryActions.Drain => FactoryMode.Draining,
                FactoryActions.Quarantine => FactoryMode.Quarantined,
                _ => FactoryMode.Active,
            },
            CommandRoutes.Actor,
            reason,
            control.DeadlineSeconds is { } drain ? TimeSpan.FromSeconds(drain) : null,
            control.ExpiresInSeconds is { } life ? TimeSpan.FromSeconds(life) : null);
        var verdict = (await desk.OrderAsync(order, cancellationToken)).Verdict;
        if (verdict is OrderVerdict.Refused)
            return TakesNoOrders(id);
        if (verdict is OrderVerdict.NotFound || await book.FindAsync(id, cancellationToken) is not { } factory)
            return FactoryRoutes.NotFound(id, directory);

        return TypedResults.Ok(new ControlOutcome(true, job, control.Action, id, DeliveryTo(factory, hearing), factory));
    }

    // Only who has a queue hears anything.
    private static string DeliveryTo(FactoryView factory, BusHearing hearing) => factory.Source == FactorySources.Registration ? FactoryDeliveries.Kept
        : factory.RegistrationStatus is FactoryStatus.Stale or FactoryStatus.Offline or FactoryStatus.Degraded || !hearing.IsHearing ? FactoryDeliveries.Pending
        : FactoryDeliveries.Sent;

    private static FactoryControl? Read(JsonElement body, InputErrors errors)
    {
        if (BodyFields.Open(body, "", Fields, errors) is not { } fields)
            return null;

        var before = errors.Count;
        var id = fields.Text("target_factory_id", 100);
        if (id is null && errors.Count == before)
            fields.Missing("target_factory_id", "the factory, as listed by GET /api/v1/factories");
        before = errors.Count;
        var action = fields.Text("action", 40);
        if (action is null && errors.Count == before)
            fields.Missing("action", string.Join(", ", FactoryActions.All));
        else if (action is not null && !FactoryActions.All.Contains(action))
            errors.Add("action", $"'{Refusal.Shorten(action)}' is not an action. Actions: {string.Join(", ", FactoryActions.All)}.");

        var deadline = fields.Seconds("deadline_seconds", 0, LongestDrain);
        if (deadline is not null && action is not FactoryActions.Drain)
            errors.Add("deadline_seconds", "is only for drain.");
        var expires = fields.Seconds("expires_in_seconds", 1, LongestLife);
        if (expires is not null && action is FactoryActions.Resume or FactoryActions.Forget && fields.Find("expires_in_seconds") is not null)
            errors.Add("expires_in_seconds", "is only for pause, drain and quarantine.");
        var reason = fields.Text("reason", CommandRoutes.MaxReasonLength);
        return errors.Any
            ? null
            : new FactoryControl { TargetFactoryId = id!, Action = action!, Reason = reason, DeadlineSeconds = deadline, ExpiresInSeconds = expires };
    }
}

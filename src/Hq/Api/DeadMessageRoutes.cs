using System.ComponentModel;
using System.Text.Json;
using Corporation.Contracts.Http;
using Corporation.Hq.ErrorQueues;
using Corporation.Hq.Refusing;
using Corporation.Hq.Submitting;

namespace Corporation.Hq.Api;

/// <summary>Messages that nobody could handle, in the bus' error queues.</summary>
internal static class DeadMessageRoutes
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const int MaxNameLength = 220;
    private const int MaxIds = 1_000;

    private static readonly string[] Fields = ["queue", "ids", "text", "since", "until", "target_queue", "confirm_count"];

    public static void MapDeadMessageRoutes(this IEndpointRouteBuilder messages)
    {
        messages.MapGet("", ListAsync)
            .WithName("ListDeadMessages").WithSummary("List messages of the bus' error queues, and count them by queue")
            .WithDescription("On a bus whose queues can't be looked into (in-memory, RabbitMQ) bus_has_error_queues is false and the lists are empty.")
            .Produces<DeadMessagePage>(200).ProducesProblem(400).ProducesProblem(503);
        messages.MapGet("/{queue}/{lane}/{entry}", GetAsync)
            .WithName("GetDeadMessage").WithSummary("Get a message of an error queue with its headers and body")
            .Produces<DeadMessageView>(200).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);
        messages.MapPost("/requeue", (HttpContext context, ErrorQueueDesk desk) => RunAsync(context, desk, DeadLetterAction.Requeue))
            .WithName("RequeueDeadMessages").WithSummary("Send messages of error queues back to where they failed").Describe();
        messages.MapPost("/discard", (HttpContext context, ErrorQueueDesk desk) => RunAsync(context, desk, DeadLetterAction.Discard))
            .WithName("DiscardDeadMessages").WithSummary("Remove messages of error queues for good").Describe();
    }

    private static void Describe(this RouteHandlerBuilder route) => route
        .WithDescription("Without confirm_count nothing changes: the answer says how many messages match. With it, the command runs if the count is still the same, else 409.")
        .Accepts<DeadMessageSelection>(isOptional: true, "application/json")
        .Produces<DeadLetterOutcome>(200)
        .ProducesProblem(400).ProducesProblem(409).ProducesProblem(503);

    private static async Task<IResult> ListAsync(
        HttpContext context,
        ErrorQueueDesk desk,
        [Description("This error queue.")] string? queue,
        [Description("This text in reason, error, message type or id.")] string? text,
        [Description("Died at or after this time (ISO 8601 with offset).")] string? since,
        [Description("Died before this time (ISO 8601 with offset).")] string? until,
        [Description("1 to 200 messages. Default 50.")] string? limit)
    {
        var errors = new InputErrors();
        var query = new QueryFields(context.Request, errors, "queue", "text", "since", "until", "limit");
        var filter = new DeadMessageFilter
        {
            Queue = query.Text("queue", MaxNameLength),
            Text = query.Text("text", 500),
            Since = query.Time("since"),
            Until = query.Time("until"),
        };
        var most = (int)query.Whole("limit", 1, MaxLimit, DefaultLimit);
        if (errors.Any)
            return errors.ToRefusal();
        if (!desk.CanLook)
            return TypedResults.Ok(new DeadMessagePage(false, [], []));

        var queues = (await desk.QueuesAsync(context.RequestAborted)).Where(known => filter.Covers(known.Queue)).ToList();
        return TypedResults.Ok(new DeadMessagePage(true, queues, await desk.ListAsync(filter, most, context.RequestAborted)));
    }

    private static async Task<IResult> GetAsync(HttpContext context, ErrorQueueDesk desk, string queue, string lane, string entry)
    {
        var errors = new InputErrors();
        _ = new QueryFields(context.Request, errors);
        if (errors.Any)
            return errors.ToRefusal();
        if (!desk.CanLook)
            return NotOnThisBus();

        var id = $"{queue}/{lane}/{entry}";
        return await desk.FindAsync(id, context.RequestAborted) is { } message
            ? TypedResults.Ok(message)
            : new Refusal(404, ProblemTypes.NotFound, "There is no such message.",
                $"No error queue has the message {Refusal.Shorten(id)}; it may have been requeued or discarded. List them with GET /api/v1/dead-letters/messages.");
    }

    private static async Task<IResult> RunAsync(HttpContext context, ErrorQueueDesk desk, DeadLetterAction action)
    {
        var (body, refusal) = await JsonBody.ReadAsync(context, CommandRoutes.MaxBodyBytes * 4, optional: true);
        if (refusal is not null)
            return refusal;

        var errors = new InputErrors();
        _ = new QueryFields(context.Request, errors);
        var selection = new DeadMessageSelection();
        using (body)
        {
            if (body is not null)
                selection = Read(body.RootElement, action, errors);
        }

        if (errors.Any)
            return errors.ToRefusal();
        return desk.CanLook ? await RunAsync(desk, action, selection, context.RequestAborted) : NotOnThisBus();
    }

    private static async Task<IResult> RunAsync(ErrorQueueDesk desk, DeadLetterAction action, DeadMessageSelection selection, CancellationToken cancellationToken)
    {
        var filter = new DeadMessageFilter
        {
            Queue = selection.Queue,
            Ids = selection.Ids?.ToHashSet(StringComparer.Ordinal),
            Text = selection.Text,
            Since = selection.Since,
            Until = selection.Until,
        };
        var matched = await desk.CountAsync(filter, cancellationToken);
        if (selection.ConfirmCount is not { } confirmed)
            return TypedResults.Ok(new DeadLetterOutcome(matched, 0));
        if (confirmed != matched)
        {
            return new Refusal(409, ProblemTypes.CountChanged, "The number of messages is no longer the confirmed one.",
                $"You confirmed {confirmed}, there are {matched} now; nothing was changed. Look again, then confirm {matched}.");
        }

        if (action == DeadLetterAction.Discard)
            return TypedResults.Ok(new DeadLetterOutcome(matched, await desk.DiscardAsync(filter, matched, cancellationToken)));
        if (selection.TargetQueue is null && await desk.WithoutTargetAsync(filter, cancellationToken) is { Count: > 0 } lost)
        {
            return new Refusal(400, ProblemTypes.InvalidInput, "The input is not valid.",
                $"target_queue: is required for messages of {string.Join(", ", lost)}, whose name does not say where they were to go. Nothing was changed.");
        }

        return TypedResults.Ok(new DeadLetterOutcome(matched, await desk.RequeueAsync(filter, selection.TargetQueue, matched, cancellationToken)));
    }

    private static Refusal NotOnThisBus() => new(
        409, ProblemTypes.NotOnThisBus, "This HQ's bus has no error queues that can be looked into.",
        "Only Redis Streams has. On the in-memory bus of a standalone node a message that can't be handled is logged and gone with the process; no mission is lost by that.");

    private static DeadMessageSelection Read(JsonElement body, DeadLetterAction action, InputErrors errors)
    {
        if (BodyFields.Open(body, "", action == DeadLetterAction.Requeue ? Fields : [.. Fields.Where(field => field != "target_queue")], errors) is not { } fields)
            return new();

        var target = fields.Text("target_queue", MaxNameLength);
        if (target is not null && !target.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_.:+~=@$".Contains(letter, StringComparison.Ordinal)))
            errors.Add("target_queue", $"'{Refusal.Shorten(target)}' is no name of a queue: letters, digits and -_.:+~=@$ only.");
        return new()
        {
            Queue = fields.Text("queue", MaxNameLength),
            Ids = Ids(fields, errors),
            Text = fields.Text("text", 500),
            Since = fields.Time("since"),
            Until = fields.Time("until"),
            TargetQueue = target,
            ConfirmCount = fields.Whole("confirm_count", 0, int.MaxValue),
        };
    }

    private static List<string>? Ids(BodyFields fields, InputErrors errors)
    {
        if (fields.Find("ids") is not { } ids)
            return null;
        if (ids.ValueKind != JsonValueKind.Array || ids.GetArrayLength() is 0 or > MaxIds || ids.EnumerateArray().Any(id => id.ValueKind != JsonValueKind.String))
        {
            errors.Add("ids", $"must be an array of 1 to {MaxIds:N0} ids, as the list gives them.");
            return null;
        }

        return [.. ids.EnumerateArray().Select(id => id.GetString() ?? "")];
    }
}

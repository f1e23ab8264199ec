using System.ComponentModel;
using System.Globalization;
using Corporation.Contracts.Http;
using Corporation.Hq.LiveStreams;
using Corporation.Hq.Querying;
using Corporation.Hq.Refusing;

namespace Corporation.Hq.Api;

/// <summary>Events and log lines, stored and live.</summary>
internal static class EventRoutes
{
    private const int TimelinePage = 1_000;
    private const int MaxTail = 1_000;
    private const int DefaultTail = 200;
    public const string StreamHelp =
        "Server-sent events: one message per row, its position as the event id; a comment every 15 seconds; an 'end' event when all is told. "
        + "After a broken connection send the last id as Last-Event-ID (browsers do) and nothing is missed.";

    public static void MapEventRoutes(this IEndpointRouteBuilder api)
    {
        api.MapGet("/missions/{id}/events", TimelineAsync)
            .WithTags("Events").WithName("GetTimeline").WithSummary("Get the timeline of a mission, oldest first")
            .Produces<MissionTimeline>(200).ProducesProblem(400).ProducesProblem(404);
        api.MapGet("/missions/{id}/events/stream", StreamTimelineAsync)
            .WithTags("Events").WithName("StreamTimeline").WithSummary("Follow the timeline of a mission live").WithDescription(StreamHelp)
            .Produces<MissionEventView>(200, "text/event-stream").ProducesProblem(400).ProducesProblem(404);
        api.MapGet("/events/stream", StreamAllAsync)
            .WithTags("Events").WithName("StreamEvents").WithSummary("Follow the events of all missions live").WithDescription(StreamHelp)
            .Produces<MissionEventView>(200, "text/event-stream").ProducesProblem(400);
        api.MapGet("/missions/{id}/logs", TailAsync)
            .WithTags("Logs").WithName("GetLog").WithSummary("Get the stored tail of a mission's log, oldest first")
            .Produces<MissionLog>(200).ProducesProblem(400).ProducesProblem(404);
        api.MapGet("/missions/{id}/logs/stream", StreamLogAsync)
            .WithTags("Logs").WithName("StreamLog").WithSummary("Follow the log of a mission live").WithDescription(StreamHelp)
            .Produces<LogLineView>(200, "text/event-stream").ProducesProblem(400).ProducesProblem(404);
    }

    private static async Task<IResult> TimelineAsync(
        HttpContext context, string id, [Description("Only events after this sequence. Default 0.")] string? after, MissionLookup lookup, Timelines timelines)
    {
        var errors = new InputErrors();
        var begin = new QueryFields(context.Request, errors, "after").Whole("after", 0, long.MaxValue, 0);
        var (missionId, refusal) = await CheckAsync(context, id, lookup, errors);
        if (refusal is not null)
            return refusal;

        var events = await timelines.OfMissionAsync(missionId, begin, TimelinePage, context.RequestAborted);
        return TypedResults.Ok(new MissionTimeline(events, events.Count == TimelinePage ? events[^1].Sequence : null));
    }

    private static async Task<IResult> StreamTimelineAsync(
        HttpContext context, string id, [Description("Begin after this sequence. Default 0.")] string? after, MissionLookup lookup, LiveFeeds feeds, StreamClock clock)
    {
        var errors = new InputErrors();
        var begin = ReadStart(context.Request, errors) ?? 0;
        var (missionId, refusal) = await CheckAsync(context, id, lookup, errors);
        return refusal is not null
            ? refusal
            : new EventStream<MissionEventView>(feeds.EventsOf(missionId), begin, clock);
    }

    private static async Task<IResult> StreamAllAsync(
        HttpContext context, [Description("Begin after this position. Default: with what happens from now on.")] string? after, Timelines timelines, LiveFeeds feeds, StreamClock clock)
    {
        var errors = new InputErrors();
        var begin = ReadStart(context.Request, errors);
        return errors.Any
            ? errors.ToRefusal()
            : new EventStream<MissionEventView>(feeds.EventsOfAll(), begin ?? await timelines.NewestAsync(context.RequestAborted), clock);
    }

    private static async Task<IResult> TailAsync(
        HttpContext context, string id, [Description("The newest 1 to 1,000 lines. Default 200.")] string? tail, MissionLookup lookup, MissionLogs logs)
    {
        var errors = new InputErrors();
        var lines = new QueryFields(context.Request, errors, "tail").Whole("tail", 1, MaxTail, DefaultTail);
        var (missionId, refusal) = await CheckAsync(context, id, lookup, errors);
        return refusal is null ? TypedResults.Ok(await logs.TailAsync(missionId, (int)lines, context.RequestAborted)) : refusal;
    }

    private static async Task<IResult> StreamLogAsync(
        HttpContext context, string id, [Description("Begin after this position. Default 0.")] string? after, MissionLookup lookup, LiveFeeds feeds, StreamClock clock)
    {
        var errors = new InputErrors();
        var begin = ReadStart(context.Request, errors) ?? 0;
        var (missionId, refusal) = await CheckAsync(context, id, lookup, errors);
        return refusal is not null
            ? refusal
            : new EventStream<LogLineView>(feeds.LogOf(missionId), begin, clock);
    }

    private static async Task<(Guid MissionId, Refusal? Refusal)> CheckAsync(HttpContext context, string id, MissionLookup lookup, InputErrors errors)
    {
        if (errors.Any)
            return (default, errors.ToRefusal());
        return MissionId.TryRead(id, out var missionId) && await lookup.StandingAsync(missionId, context.RequestAborted) is not null
            ? (missionId, null)
            : (missionId, Refusal.MissionNotFound(id));
    }

    /// <summary>A reader that reconnects repeats its first URL, so what it has seen last goes before <c>after</c>.</summary>
    public static long? ReadStart(HttpRequest request, InputErrors errors)
    {
        var after = new QueryFields(request, errors, "after").Whole("after", 0, long.MaxValue, -1);
        var seen = request.Headers["Last-Event-ID"].ToString();
        if (seen.Length == 0)
            return after < 0 ? null : after;
        if (long.TryParse(seen, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            return position;

        errors.Add("Last-Event-ID", $"the header must be an event id of this stream, a whole number, not '{Refusal.Shorten(seen)}'.");
        return null;
    }
}

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
    private const string StreamHelp =
        "Server-sent events: one message per row, its position as the event id; a comment every 15 seconds; an 'end' event when all is told. "
        + "After a broken connection send the last id as Last-Event-ID (browsers do) and nothing is missed.";

    public static void MapEventRoutes(this IEndpointRouteBuilder api)
    {
        api.MapGet("/missions/{id}/events", Timeline)
            .WithTags("Events").WithName("GetTimeline").WithSummary("Get the timeline of a mission, oldest first")
            .Produces<MissionTimeline>(200).ProducesProblem(400).ProducesProblem(404);
        api.MapGet("/missions/{id}/events/stream", StreamTimeline)
            .WithTags("Events").WithName("StreamTimeline").WithSummary("Follow the timeline of a mission live").WithDescription(StreamHelp)
            .Produces<MissionEventView>(200, "text/event-stream").ProducesProblem(400).ProducesProblem(404);
        api.MapGet("/events/stream", StreamAll)
            .WithTags("Events").WithName("StreamEvents").WithSummary("Follow the events of all missions live").WithDescription(StreamHelp)
            .Produces<MissionEventView>(200, "text/event-stream").ProducesProblem(400);
        api.MapGet("/missions/{id}/logs", Tail)
            .WithTags("Logs").WithName("GetLog").WithSummary("Get the stored tail of a mission's log, oldest first")
            .Produces<MissionLog>(200).ProducesProblem(400).ProducesProblem(404);
        api.MapGet("/missions/{id}/logs/stream", StreamLog)
            .WithTags("Logs").WithName("StreamLog").WithSummary("Follow the log of a mission live").WithDescription(StreamHelp)
            .Produces<LogLineView>(200, "text/event-stream").ProducesProblem(400).ProducesProblem(404);
    }

    private static IResult Timeline(
        HttpContext context, string id, [Description("Only events after this sequence. Default 0.")] string? after, MissionLookup lookup, Timelines timelines)
    {
        var errors = new InputErrors();
        var begin = new QueryFields(context.Request, errors, "after").Whole("after", 0, long.MaxValue, 0);
        if (Check(id, lookup, errors, out var missionId) is { } refusal)
            return refusal;

        var events = timelines.OfMission(missionId, begin, TimelinePage);
        return TypedResults.Ok(new MissionTimeline(events, events.Count == TimelinePage ? events[^1].Sequence : null));
    }

    private static IResult StreamTimeline(
        HttpContext context, string id, [Description("Begin after this sequence. Default 0.")] string? after, MissionLookup lookup, LiveFeeds feeds, StreamClock clock)
    {
        var errors = new InputErrors();
        var begin = ReadStart(context.Request, errors) ?? 0;
        return Check(id, lookup, errors, out var missionId) is { } refusal
            ? refusal
            : new EventStream<MissionEventView>(feeds.EventsOf(missionId), begin, clock);
    }

    private static IResult StreamAll(
        HttpContext context, [Description("Begin after this position. Default: with what happens from now on.")] string? after, Timelines timelines, LiveFeeds feeds, StreamClock clock)
    {
        var errors = new InputErrors();
        var begin = ReadStart(context.Request, errors);
        return errors.Any
            ? errors.ToRefusal()
            : new EventStream<MissionEventView>(feeds.EventsOfAll(), begin ?? timelines.Newest(), clock);
    }

    private static IResult Tail(
        HttpContext context, string id, [Description("The newest 1 to 1,000 lines. Default 200.")] string? tail, MissionLookup lookup, MissionLogs logs)
    {
        var errors = new InputErrors();
        var lines = new QueryFields(context.Request, errors, "tail").Whole("tail", 1, MaxTail, DefaultTail);
        return Check(id, lookup, errors, out var missionId) is { } refusal ? refusal : TypedResults.Ok(logs.Tail(missionId, (int)lines));
    }

    private static IResult StreamLog(
        HttpContext context, string id, [Description("Begin after this position. Default 0.")] string? after, MissionLookup lookup, LiveFeeds feeds, StreamClock clock)
    {
        var errors = new InputErrors();
        var begin = ReadStart(context.Request, errors) ?? 0;
        return Check(id, lookup, errors, out var missionId) is { } refusal
            ? refusal
            : new EventStream<LogLineView>(feeds.LogOf(missionId), begin, clock);
    }

    private static Refusal? Check(string id, MissionLookup lookup, InputErrors errors, out Guid missionId)
    {
        var isId = MissionId.TryRead(id, out missionId);
        if (errors.Any)
            return errors.ToRefusal();
        return isId && lookup.Standing(missionId) is not null ? null : Refusal.MissionNotFound(id);
    }

    /// <summary>A reader that reconnects repeats its first URL, so what it has seen last goes before <c>after</c>.</summary>
    private static long? ReadStart(HttpRequest request, InputErrors errors)
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

using System.ComponentModel;
using System.Text.Json;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Hq.Fleet;
using Corporation.Hq.LiveStreams;
using Corporation.Hq.Querying;
using Corporation.Hq.Refusing;

namespace Corporation.Hq.Api;

/// <summary>The factories, for people and for <c>corp</c>.</summary>
internal static class FactoryRoutes
{
    public const int DefaultLimit = 200;
    public const int MaxLimit = 1_000;
    private const int DefaultEvents = 100;

    private static readonly Dictionary<string, FactoryStatus> Statuses =
        Enum.GetValues<FactoryStatus>().ToDictionary(static status => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString()), StringComparer.Ordinal);

    public static void MapFactoryRoutes(this IEndpointRouteBuilder factories)
    {
        factories.MapGet("", ListAsync)
            .WithName("ListFactories").WithSummary("List the factories by name")
            .Produces<FactoryList>(200).ProducesProblem(400).ProducesProblem(503);
        factories.MapGet("/events/stream", StreamAsync)
            .WithName("StreamFactories").WithSummary("Follow what happens to factories live").WithDescription(EventRoutes.StreamHelp)
            .Produces<FactoryEventView>(200, "text/event-stream").ProducesProblem(400);
        factories.MapGet("/{id}", GetAsync)
            .WithName("GetFactory").WithSummary("Get one factory")
            .Produces<FactoryView>(200).ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        factories.MapGet("/{id}/events", HistoryAsync)
            .WithName("GetFactoryHistory").WithSummary("Get what happened to a factory, oldest first")
            .Produces<FactoryHistory>(200).ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
    }

    /// <summary>The list as the fleet before this one has it: those heard last first, and no more than fit on one page.</summary>
    public static RouteHandlerBuilder MapNewest(this IEndpointRouteBuilder registrations) => registrations.MapGet("", ListNewestAsync);

    private static async Task<IResult> ListNewestAsync(
        HttpContext context,
        FleetBook book,
        HqSelf self,
        [Description("1 to 1,000 factories. Default 200.")] string? limit,
        [Description("Only those of this status.")] string? registration_status)
    {
        var errors = new InputErrors();
        var query = new QueryFields(context.Request, errors, "limit", "registration_status");
        var (most, status) = ReadFilter(query, errors);
        if (errors.Any)
            return errors.ToRefusal();

        var fitting = await FittingAsync(book, status, context.RequestAborted);
        return TypedResults.Ok(new FactoryList([.. fitting.Take(most)], fitting.Count, self.FactoryId));
    }

    private static async Task<IResult> ListAsync(
        HttpContext context,
        FleetBook book,
        HqSelf self,
        [Description("1 to 1,000 factories. Default 200.")] string? limit,
        [Description("Only those of this status.")] string? registration_status,
        [Description("Begin after this name: next_after of the page before.")] string? after)
    {
        var errors = new InputErrors();
        var query = new QueryFields(context.Request, errors, "limit", "registration_status", "after");
        var (most, status) = ReadFilter(query, errors);
        var begin = query.Text("after", MissionLimits.MaxFactoryIdLength);
        if (errors.Any)
            return errors.ToRefusal();

        var fitting = await FittingAsync(book, status, context.RequestAborted);
        var page = fitting.Where(factory => begin is null || string.CompareOrdinal(factory.FactoryId, begin) > 0)
            .OrderBy(static factory => factory.FactoryId, StringComparer.Ordinal).Take(most + 1).ToList();
        return TypedResults.Ok(new FactoryList([.. page.Take(most)], fitting.Count, self.FactoryId, page.Count > most ? page[most - 1].FactoryId : null));
    }

    private static (int Most, FactoryStatus? Status) ReadFilter(QueryFields query, InputErrors errors) =>
        ((int)query.Whole("limit", 1, MaxLimit, DefaultLimit), StatusOf(query.Text("registration_status", 40), errors));

    private static async Task<IReadOnlyList<FactoryView>> FittingAsync(FleetBook book, FactoryStatus? status, CancellationToken cancellationToken)
    {
        var all = await book.ListAsync(cancellationToken);
        return status is null ? all : [.. all.Where(factory => factory.RegistrationStatus == status)];
    }

    public static Refusal NotFound(string id, FactoryDirectory directory)
    {
        var known = directory.Factories.Select(factory => factory.FactoryId).ToList();
        var meant = Submitting.Closest.To(id, known) is { } closest ? $" Did you mean '{closest}'?" : "";
        return new Refusal(404, ProblemTypes.NotFound, "There is no such factory.", $"HQ never heard of a factory '{Refusal.Shorten(id)}'.{meant} List them with GET /api/v1/factories.");
    }

    private static FactoryStatus? StatusOf(string? word, InputErrors errors)
    {
        if (word is null)
            return null;
        if (Statuses.TryGetValue(word.ToLowerInvariant(), out var status))
            return status;
        errors.Add("registration_status", $"'{Refusal.Shorten(word)}' is not a status. Statuses: {string.Join(", ", Statuses.Keys)}.");
        return null;
    }

    private static async Task<IResult> StreamAsync(
        HttpContext context, [Description("Begin after this position. Default: with what happens from now on.")] string? after, FactoryTimelines timelines, LiveFeeds feeds, StreamClock clock)
    {
        var errors = new InputErrors();
        var begin = EventRoutes.ReadStart(context.Request, errors);
        return errors.Any
            ? errors.ToRefusal()
            : new EventStream<FactoryEventView>(feeds.EventsOfFleet(), begin ?? await timelines.NewestAsync(context.RequestAborted), clock);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string id, FleetBook book, FactoryDirectory directory)
    {
        var errors = new InputErrors();
        _ = new QueryFields(context.Request, errors);
        if (errors.Any)
            return errors.ToRefusal();
        return await book.FindAsync(id, context.RequestAborted) is { } factory ? TypedResults.Ok(factory) : NotFound(id, directory);
    }

    private static async Task<IResult> HistoryAsync(
        HttpContext context, string id, FleetBook book, FactoryDirectory directory, [Description("The newest 1 to 1,000 events. Default 100.")] string? limit)
    {
        var errors = new InputErrors();
        var newest = (int)new QueryFields(context.Request, errors, "limit").Whole("limit", 1, MaxLimit, DefaultEvents);
        if (errors.Any)
            return errors.ToRefusal();

        // Also of one that was forgotten.
        var events = await book.HistoryAsync(id, newest, context.RequestAborted);
        return events.Count > 0 ? TypedResults.Ok(new FactoryHistory(events)) : NotFound(id, directory);
    }
}

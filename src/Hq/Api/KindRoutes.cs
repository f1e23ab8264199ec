using Corporation.Contracts.Http;
using Corporation.Hq.Fleet;
using Corporation.Hq.Refusing;
using Corporation.Hq.Submitting;

namespace Corporation.Hq.Api;

/// <summary>What the fleet can do.</summary>
internal static class KindRoutes
{
    public static void MapKindRoutes(this IEndpointRouteBuilder kinds)
    {
        kinds.MapGet("", List)
            .WithName("ListKinds").WithSummary("List the mission kinds with their schemas")
            .Produces<KindList>(200).ProducesProblem(400);
        kinds.MapGet("/{kind}", Get)
            .WithName("GetKind").WithSummary("Get one mission kind, by name or alias")
            .Produces<KindView>(200).ProducesProblem(400).ProducesProblem(404);
    }

    private static IResult List(HttpContext context, FactoryDirectory factories)
    {
        var errors = new InputErrors();
        _ = new QueryFields(context.Request, errors);
        return errors.Any ? errors.ToRefusal() : TypedResults.Ok(new KindList([.. factories.Kinds.Select(View)]));
    }

    private static IResult Get(HttpContext context, string kind, FactoryDirectory factories, MissionDoor door)
    {
        var errors = new InputErrors();
        _ = new QueryFields(context.Request, errors);
        if (errors.Any)
            return errors.ToRefusal();
        return factories.Find(kind) is { } known
            ? TypedResults.Ok(View(known))
            : new Refusal(404, ProblemTypes.NotFound, "There is no such mission kind.", door.Unknown(Refusal.Shorten(kind)));
    }

    private static KindView View(KnownKind kind) => new()
    {
        MissionKind = kind.Announcement.MissionKind,
        Aliases = kind.Announcement.Aliases,
        Description = kind.Announcement.Description,
        Slots = kind.Slots,
        Factories = kind.Factories,
        TimeoutSeconds = kind.Announcement.TimeoutSeconds,
        MaxRetries = kind.Announcement.MaxRetries,
        RetryDelaySeconds = kind.Announcement.RetryDelaySeconds,
        InputSchema = kind.Announcement.InputSchema,
        ResultSchema = kind.Announcement.ResultSchema,
    };
}

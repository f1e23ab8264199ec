using Corporation.Contracts.Http;
using Corporation.Hq.Refusing;
using Corporation.Hq.Routing;

namespace Corporation.Hq.Api;

/// <summary>Why a mission waits.</summary>
internal static class PlacementRoutes
{
    public static void MapPlacementRoutes(this IEndpointRouteBuilder missions) => missions.MapGet("/{id}/placement", ExplainAsync)
        .WithName("GetPlacement").WithSummary("Explain why a mission waits, or why it went where it went")
        .WithDescription("Every factory is listed with the first thing that speaks against it, by the same rules by which HQ places missions.")
        .Produces<PlacementView>(200).ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);

    private static async Task<IResult> ExplainAsync(HttpContext context, string id, PlacementWhy why)
    {
        var errors = new InputErrors();
        _ = new QueryFields(context.Request, errors);
        if (errors.Any)
            return errors.ToRefusal();
        return MissionId.TryRead(id, out var missionId) && await why.ExplainAsync(missionId, context.RequestAborted) is { } placement
            ? TypedResults.Ok(placement)
            : Refusal.MissionNotFound(id);
    }
}

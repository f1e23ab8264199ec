using Corporation.Contracts.Http;
using Corporation.Sagas.MissionLife;

namespace Corporation.Hq.Routing;

/// <summary>What a mission asks of its factory, for people.</summary>
internal static class RoutingViews
{
    /// <param name="stored">As it is stored; null when it asks nothing.</param>
    public static RoutingView? Of(string? stored)
    {
        if (stored is null)
            return null;
        var routing = MissionRouting.Read(stored);
        return new RoutingView(routing.RequiredLabels, routing.PreferredLabels, routing.RetriesElsewhere, routing.TargetFactoryId);
    }
}

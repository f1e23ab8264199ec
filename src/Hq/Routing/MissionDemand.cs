using Corporation.Sagas.MissionLife;

namespace Corporation.Hq.Routing;

/// <summary>What a mission asks of a factory.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Routing">What it says.</param>
/// <param name="FailedAt">The factory whose attempt failed before and that is to be avoided; null for none.</param>
internal sealed record MissionDemand(string Kind, MissionRouting Routing, string? FailedAt)
{
    /// <summary>Orders to a factory reach it whatever it was told: how else could it be told otherwise.</summary>
    public bool IsOrder => Routing.TargetFactoryId is not null && Kind.StartsWith("system:", StringComparison.Ordinal);
}

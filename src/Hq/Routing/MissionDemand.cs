using Corporation.Sagas.MissionLife;

namespace Corporation.Hq.Routing;

/// <summary>What a mission asks of a factory.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Routing">What it says.</param>
/// <param name="FailedAt">The factory whose attempt failed before and that is to be avoided; null for none.</param>
internal sealed record MissionDemand(string Kind, MissionRouting Routing, string? FailedAt)
{
    /// <summary>The labels that the factory must have, as they are written and read.</summary>
    public IReadOnlyList<(string Text, LabelRequirement Label)> Required { get; } = [.. Routing.RequiredLabels.Select(static text => (text, LabelRequirement.Read(text)))];

    /// <summary>The labels that are good to have.</summary>
    public IReadOnlyList<LabelRequirement> Preferred { get; } = [.. Routing.PreferredLabels.Select(LabelRequirement.Read)];

    /// <summary>See <see cref="MissionRouting.IsOrder"/>.</summary>
    public bool IsOrder => Routing.IsOrder(Kind);
}

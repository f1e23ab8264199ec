using System.Globalization;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Http;
using Corporation.Hq.Fleet;

namespace Corporation.Hq.Routing;

/// <summary>What speaks against a factory as the place for a mission, the first thing first. HQ places by these rules and explains by them.</summary>
internal static class PlacementRules
{
    /// <summary>The first thing that speaks against it, apart from its free slots; null when nothing does.</summary>
    public static Objection? ObjectionTo(KnownFactory factory, FactoryStatus status, MissionDemand demand)
    {
        var routing = demand.Routing;
        if (routing.TargetFactoryId is { } target && target != factory.FactoryId)
            return new(PlacementReasons.TargetElsewhere, $"The mission is for {target}.");
        if (factory.Kinds.FirstOrDefault(kind => kind.MissionKind == demand.Kind) is not { } offered)
            return new(PlacementReasons.NoSuchKind, $"It does not run {demand.Kind}.");
        if (routing.Misfits.Count > 0 && routing.Misfits.Contains(KindDigest.OfInput(offered)))
            return new(PlacementReasons.OtherSchema, $"Its {demand.Kind}{(offered.Version is { } version ? $" {version}" : "")} takes other inputs than the mission has.");
        if (MissingLabel(factory, demand.Required) is { } missing)
            return new(PlacementReasons.Labels, missing);
        return ByStatus(factory, status, demand);
    }

    /// <summary>Whether its slots are taken.</summary>
    public static Objection? Fullness(KnownFactory factory, string kind, SlotUse use)
    {
        var slots = factory.Kinds.First(offered => offered.MissionKind == kind).Slots;
        var used = use.Of(factory.FactoryId, kind);
        if (used >= slots)
            return new(PlacementReasons.NoFreeSlot, string.Create(CultureInfo.InvariantCulture, $"{used} of its {slots} slots for {kind} are taken."));
        return factory.Facts?.MaxConcurrency is { } most && use.Of(factory.FactoryId) >= most
            ? new(PlacementReasons.NoFreeSlot, string.Create(CultureInfo.InvariantCulture, $"All of its {most} slots are taken."))
            : null;
    }

    /// <summary>How many of the preferred labels it has.</summary>
    public static int PreferredLabels(KnownFactory factory, MissionDemand demand) =>
        factory.Facts is { } facts ? demand.Preferred.Count(label => label.IsMetBy(facts.Labels)) : 0;

    /// <summary>The share of its slots that is taken.</summary>
    public static double Load(KnownFactory factory, SlotUse use)
    {
        var slots = Math.Min(factory.Facts?.MaxConcurrency ?? int.MaxValue, factory.Kinds.Sum(static kind => kind.Slots));
        return slots == 0 ? 1 : (double)use.Of(factory.FactoryId) / slots;
    }

    private static string? MissingLabel(KnownFactory factory, IReadOnlyList<(string Text, LabelRequirement Label)> required)
    {
        var labels = factory.Facts?.Labels ?? new Dictionary<string, string>();
        var missing = required.Where(one => !one.Label.IsMetBy(labels)).Select(static one => one.Text).ToList();
        return missing.Count == 0 ? null : $"It lacks {string.Join(", ", missing)}.";
    }

    private static Objection? ByStatus(KnownFactory factory, FactoryStatus status, MissionDemand demand) => status switch
    {
        FactoryStatus.Offline => new(PlacementReasons.Offline, "It is offline."),
        FactoryStatus.Stale => new(PlacementReasons.Stale, "It has not been heard for a while."),
        FactoryStatus.Quarantined when !demand.Routing.IsCanary && !demand.IsOrder => new(PlacementReasons.Quarantined, "It is in quarantine."),
        FactoryStatus.Draining when !demand.IsOrder => new(PlacementReasons.Draining, "It is draining."),
        FactoryStatus.Paused when !demand.IsOrder => new(PlacementReasons.Paused, "It is paused."),
        FactoryStatus.Degraded => new(PlacementReasons.Degraded, factory.Facts?.DegradedReason ?? "It is degraded."),
        _ => factory.IsThere ? null : new(PlacementReasons.Draining, "Its process is ending or has not announced itself."),
    };
}

/// <summary>Something that speaks against a factory.</summary>
/// <param name="Reason">One of <see cref="PlacementReasons"/>.</param>
/// <param name="Detail">In words.</param>
internal sealed record Objection(string Reason, string Detail);

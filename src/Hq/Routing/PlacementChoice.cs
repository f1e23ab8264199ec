using System.Globalization;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Http;
using Corporation.Hq.Fleet;

namespace Corporation.Hq.Routing;

/// <summary>Chooses among factories: most preferred labels, then least loaded, then longest idle.</summary>
internal sealed class PlacementChoice
{
    private readonly IReadOnlyList<KnownFactory> _factories;
    private readonly SlotUse _use;
    private readonly Func<string, long> _lastUsed;
    private readonly Func<KnownFactory, FactoryStatus> _statusOf;

    /// <param name="factories">All that are known.</param>
    /// <param name="use">Which slots are taken; a choice that was made is to be added.</param>
    /// <param name="lastUsed">When a factory was last chosen or last ended something, as a number that grows with time.</param>
    /// <param name="statusOf">Where a factory stands.</param>
    public PlacementChoice(IReadOnlyList<KnownFactory> factories, SlotUse use, Func<string, long> lastUsed, Func<KnownFactory, FactoryStatus> statusOf) =>
        (_factories, _use, _lastUsed, _statusOf) = (factories, use, lastUsed, statusOf);

    /// <summary>Every factory, and what speaks against it.</summary>
    public IReadOnlyList<(KnownFactory Factory, FactoryStatus Status, Objection? Objection)> Judge(MissionDemand demand) => Judge(demand, _factories);

    private List<(KnownFactory Factory, FactoryStatus Status, Objection? Objection)> Judge(MissionDemand demand, IEnumerable<KnownFactory> candidates)
    {
        var judged = candidates.Select(factory =>
        {
            var status = _statusOf(factory);
            return (Factory: factory, Status: status, Objection: PlacementRules.ObjectionTo(factory, status, demand));
        }).ToList();

        // Not where it failed, as long as it could go elsewhere, even if it must wait for a slot there.
        var hasOther = demand.FailedAt is not null && judged.Any(one => one.Objection is null && one.Factory.FactoryId != demand.FailedAt);
        return [.. judged.Select(one => one with
        {
            Objection = one.Objection
                ?? (hasOther && one.Factory.FactoryId == demand.FailedAt ? new Objection(PlacementReasons.FailedThere, "The attempt before failed there.") : null)
                ?? PlacementRules.Fullness(one.Factory, demand.Kind, _use),
        })];
    }

    /// <summary>The best place for a mission, and why; null when there is none now.</summary>
    public (KnownFactory Factory, string Because)? Choose(MissionDemand demand)
    {
        var candidates = demand.Routing.TargetFactoryId is { } target ? _factories.Where(factory => factory.FactoryId == target) : _factories;
        var fitting = Judge(demand, candidates).Where(static one => one.Objection is null).Select(static one => one.Factory).ToList();
        if (fitting.Count == 0)
            return null;

        var best = fitting
            .OrderByDescending(factory => PlacementRules.PreferredLabels(factory, demand))
            .ThenBy(factory => PlacementRules.Load(factory, _use))
            .ThenBy(factory => _lastUsed(factory.FactoryId))
            .ThenBy(factory => factory.FactoryId, StringComparer.Ordinal)
            .First();
        return (best, Because(best, fitting.Count, demand));
    }

    private string Because(KnownFactory best, int fitting, MissionDemand demand)
    {
        if (demand.Routing.TargetFactoryId is not null)
            return "The mission is for this factory.";

        var preferred = demand.Routing.PreferredLabels.Count == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $" It has {PlacementRules.PreferredLabels(best, demand)} of {demand.Routing.PreferredLabels.Count} preferred labels.");
        return fitting == 1
            ? "The only factory that fits and has a free slot." + preferred
            : string.Create(CultureInfo.InvariantCulture, $"Chosen of {fitting} that fit and have free slots: {PlacementRules.Load(best, _use):P0} of its slots are taken, and of those with as few it was idle for longest.") + preferred;
    }
}

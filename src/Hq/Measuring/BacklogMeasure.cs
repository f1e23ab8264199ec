using System.Diagnostics.Metrics;
using Corporation.Contracts.Missions;

namespace Corporation.Hq.Measuring;

/// <summary>What <see cref="BacklogGauges"/> measured at one time. Filled by one, then only read.</summary>
internal sealed class BacklogMeasure
{
    public static BacklogMeasure Nothing { get; } = new();

    public List<Measurement<long>> Missions { get; } = [];

    public List<Measurement<double>> QueueAges { get; } = [];

    public List<Measurement<double>> OfferAges { get; } = [];

    public List<Measurement<double>> SweeperLag { get; } = [];

    public void Add(string kind, MissionLifeState state, long count) =>
        Missions.Add(new(count, MissionMetrics.Kind(kind), new("state", state.WireName())));
}

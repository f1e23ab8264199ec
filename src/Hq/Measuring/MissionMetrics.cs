using System.Diagnostics.Metrics;
using Corporation.Contracts.Missions;
using Corporation.Sagas.MissionLife;
using Corporation.SagaStore.Writing;

namespace Corporation.Hq.Measuring;

/// <summary>Counts what this HQ has committed, under the meter <c>Corporation.Hq</c>. Over several HQs take the sum.</summary>
internal sealed class MissionMetrics : ICommitObserver
{
    public const string MeterName = "Corporation.Hq";

    private const string KindTag = "mission_kind";

    private readonly Counter<long> _submitted;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _offers;
    private readonly Counter<long> _lapsedOffers;
    private readonly Counter<long> _lapsedLeases;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _lateResults;
    private readonly Histogram<double> _queueWait;
    private readonly Histogram<double> _claimLatency;

    public MissionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _submitted = meter.CreateCounter<long>("hq.missions.submitted", "{mission}");
        _ended = meter.CreateCounter<long>("hq.missions.ended", "{mission}");
        _offers = meter.CreateCounter<long>("hq.offers", "{offer}");
        _lapsedOffers = meter.CreateCounter<long>("hq.offers.lapsed", "{offer}");
        _lapsedLeases = meter.CreateCounter<long>("hq.leases.lapsed", "{lease}");
        _retries = meter.CreateCounter<long>("hq.retries", "{retry}");
        _lateResults = meter.CreateCounter<long>("hq.results.late", "{result}");
        _queueWait = meter.CreateHistogram<double>("hq.queue.wait", "s");
        _claimLatency = meter.CreateHistogram<double>("hq.claim.latency", "s");
    }

    /// <summary>The tag of a mission's kind.</summary>
    public static KeyValuePair<string, object?> Kind(string missionKind) => new(KindTag, missionKind);

    /// <inheritdoc />
    public void Committed(IReadOnlyList<object> insertedRows)
    {
        foreach (var row in insertedRows)
        {
            if (row is MissionEvent happened)
                Count(happened);
        }
    }

    private void Count(MissionEvent happened)
    {
        var kind = Kind(happened.MissionKind);
        switch (happened.Event)
        {
            case MissionEventNames.Submitted:
                _submitted.Add(1, kind);
                break;
            case MissionEventNames.Offered:
                _offers.Add(1, kind);
                break;
            case MissionEventNames.OfferLapsed:
                _lapsedOffers.Add(1, kind);
                break;
            case MissionEventNames.Claimed:
                Record(_queueWait, happened.QueuedSince, happened, kind);
                Record(_claimLatency, happened.OfferedSince, happened, kind);
                break;
            case MissionEventNames.LeaseLapsed:
                _lapsedLeases.Add(1, kind);
                break;
            case MissionEventNames.RetryScheduled:
                _retries.Add(1, kind);
                break;
            case MissionEventNames.LateResult:
                _lateResults.Add(1, kind);
                break;
            case MissionEventNames.Succeeded or MissionEventNames.Failed or MissionEventNames.DeadLettered or MissionEventNames.Cancelled or MissionEventNames.Expired:
                _ended.Add(1, kind, new("state", happened.Event));
                break;
        }
    }

    // An offer that another one overtook has no time any more.
    private static void Record(Histogram<double> histogram, DateTimeOffset? since, MissionEvent happened, KeyValuePair<string, object?> kind)
    {
        if (since is { } begun)
            histogram.Record(Math.Max(0, (happened.OccurredAt - begun).TotalSeconds), kind);
    }
}

using System.Diagnostics.Metrics;
using Corporation.Factory.Journaling;

namespace Corporation.Factory.Working;

/// <summary>What the factory counts of the attempts it runs.</summary>
internal sealed class AttemptMetrics
{
    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _durations;

    public AttemptMetrics(IMeterFactory meters, HeldClaims claims)
    {
        var meter = meters.Create(JournalMetrics.MeterName);
        _attempts = meter.CreateCounter<long>("factory.attempts", "{attempt}");
        _durations = meter.CreateHistogram<double>("factory.attempt.duration", "s");
        meter.CreateObservableGauge("factory.claims", () => claims.Count, "{claim}");
    }

    /// <summary>An attempt has ended; HQ does not know of it yet.</summary>
    public void Ended(string missionKind, AttemptEnding ending, TimeSpan duration)
    {
        KeyValuePair<string, object?> kind = new("mission_kind", missionKind);
        KeyValuePair<string, object?> how = new("ending", ending.GetType().Name.ToLowerInvariant());
        _attempts.Add(1, kind, how);
        _durations.Record(duration.TotalSeconds, kind, how);
    }
}

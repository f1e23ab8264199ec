using System.Diagnostics.Metrics;

namespace Corporation.Factory.Journaling;

/// <summary>What the journal counts, under the meter <c>Corporation.Factory</c>.</summary>
internal sealed class JournalMetrics
{
    public const string MeterName = "Corporation.Factory";

    private readonly Meter _meter;

    public JournalMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        Failures = _meter.CreateCounter<long>("factory.journal.failures", "{error}");
        Replaced = _meter.CreateCounter<long>("factory.journal.replaced", "{file}");
        Refused = _meter.CreateCounter<long>("factory.journal.refused", "{entry}");
        Late = _meter.CreateCounter<long>("factory.journal.late", "{write}");
        Unanswered = _meter.CreateCounter<long>("factory.journal.unanswered", "{report}");
    }

    /// <summary>Writes that failed and are tried again.</summary>
    public Counter<long> Failures { get; }

    /// <summary>Files of no use that were moved aside.</summary>
    public Counter<long> Replaced { get; }

    /// <summary>Claims and reports that were not written: the journal had its most entries, or the report is no JSON.</summary>
    public Counter<long> Refused { get; }

    /// <summary>Claims and reports that no longer waited for a disk that stands still.</summary>
    public Counter<long> Late { get; }

    /// <summary>Reports of earlier processes that got no answer and are repeated.</summary>
    public Counter<long> Unanswered { get; }

    public void Observe(Journal journal)
    {
        _meter.CreateObservableGauge("factory.journal.unsent", () => journal.Unsent, "{entry}");
        _meter.CreateObservableGauge("factory.journal.oldest_age", () => journal.OldestUnsentAge?.TotalSeconds ?? 0, "s");
    }
}

using Corporation.FleetChaos.Striking;

namespace Corporation.FleetChaos.Judging;

/// <summary>What became of the missions of a run.</summary>
internal sealed record Verdict
{
    /// <summary>Missions that HQs accepted.</summary>
    public required int Submitted { get; init; }

    /// <summary>Those of them that have ended.</summary>
    public required int Terminal { get; init; }

    /// <summary>Accepted and gone, or stuck, or without part of their story.</summary>
    public required long Lost { get; init; }

    /// <summary>Ends and results that were recorded twice or for a claim that no longer held, and keys with more than one mission.</summary>
    public required long DoubleRecorded { get; init; }

    /// <summary>Claims granted while another one held.</summary>
    public required long OverlappingClaims { get; init; }

    /// <summary>How often each fault was made.</summary>
    public required IReadOnlyDictionary<FaultKind, int> Faults { get; init; }

    /// <summary>From the death of a factory until what it held was queued again, 99th percentile; null when nothing was.</summary>
    public required double? CrashToRequeueP99 { get; init; }

    /// <summary>How many crash-to-requeue times there are.</summary>
    public required int Requeues { get; init; }

    /// <summary>Reports that came too late, and were refused.</summary>
    public required long LateResults { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Every promise that was broken.</summary>
    public required IReadOnlyList<string> Broken { get; init; }

    public bool IsSound => Broken.Count == 0 && Lost == 0 && DoubleRecorded == 0 && OverlappingClaims == 0 && Terminal == Submitted;
}

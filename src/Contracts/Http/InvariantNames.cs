namespace Corporation.Contracts.Http;

/// <summary>What HQ promises of every mission, judged from its row and its events.</summary>
public static class InvariantNames
{
    /// <summary>Part of the mission is gone: its row, its events, its payload or its result.</summary>
    public const string Lost = "lost";

    /// <summary>It has not ended, and nothing will move it: no due time, or one that passed unnoticed.</summary>
    public const string Stuck = "stuck";

    /// <summary>It ended twice in one round, or has more than one result.</summary>
    public const string DoubleRecorded = "double_recorded";

    /// <summary>The end of an attempt was recorded that did not hold the claim.</summary>
    public const string StaleRecorded = "stale_recorded";

    /// <summary>A claim was granted while another one held, or after the end.</summary>
    public const string OverlappingClaims = "overlapping_claims";

    /// <summary>The events are not numbered from 1 to the row's last sequence.</summary>
    public const string TimelineGap = "timeline_gap";

    /// <summary>The row says something else than the last event.</summary>
    public const string RowDisagrees = "row_disagrees";

    /// <summary>Attempts, retries or rounds are not those that the events tell of.</summary>
    public const string AttemptsMiscounted = "attempts_miscounted";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Lost, Stuck, DoubleRecorded, StaleRecorded, OverlappingClaims, TimelineGap, RowDisagrees, AttemptsMiscounted];
}

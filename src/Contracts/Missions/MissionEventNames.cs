namespace Corporation.Contracts.Missions;

/// <summary>What the rows of a mission's timeline are called.</summary>
public static class MissionEventNames
{
    /// <summary>Accepted and stored.</summary>
    public const string Submitted = "submitted";

    /// <summary>Waits for its start time.</summary>
    public const string Scheduled = "scheduled";

    /// <summary>Waits for a factory.</summary>
    public const string Queued = "queued";

    /// <summary>An offer was put on the bus.</summary>
    public const string Offered = "offered";

    /// <summary>Nobody claimed the offer in time; it will be offered again.</summary>
    public const string OfferLapsed = "offer_lapsed";

    /// <summary>A factory was granted the attempt.</summary>
    public const string Claimed = "claimed";

    /// <summary>The handler began.</summary>
    public const string Started = "started";

    /// <summary>The handler reported progress.</summary>
    public const string Progressed = "progressed";

    /// <summary>The attempt failed.</summary>
    public const string AttemptFailed = "attempt_failed";

    /// <summary>The attempt exceeded its timeout.</summary>
    public const string AttemptTimedOut = "attempt_timed_out";

    /// <summary>The lease lapsed, or a newer process of the factory superseded the one that held it.</summary>
    public const string LeaseLapsed = "lease_lapsed";

    /// <summary>The factory gave the mission back unharmed; no attempt is spent.</summary>
    public const string Released = "released";

    /// <summary>The next attempt waits for its back-off.</summary>
    public const string RetryScheduled = "retry_scheduled";

    /// <summary>The result is recorded.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>Failed for good.</summary>
    public const string Failed = "failed";

    /// <summary>Retries are spent.</summary>
    public const string DeadLettered = "dead_lettered";

    /// <summary>Somebody asked to cancel it while it ran.</summary>
    public const string CancelRequested = "cancel_requested";

    /// <summary>Cancelled.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Its overall deadline passed.</summary>
    public const string Expired = "expired";

    /// <summary>Somebody started a new round.</summary>
    public const string Requeued = "requeued";

    /// <summary>Somebody decided that the dead letter needs no more attention.</summary>
    public const string Discarded = "discarded";

    /// <summary>A result arrived with a claim that no longer holds; it changed nothing.</summary>
    public const string LateResult = "late_result";

    /// <summary>True for the events that end a mission (a dead letter may still be requeued).</summary>
    public static bool IsTerminal(string name) => name is Succeeded or Failed or DeadLettered or Cancelled or Expired;
}

namespace Corporation.Contracts.Http;

/// <summary>Body of <c>POST /api/v1/ops/factory/control</c>.</summary>
public sealed record FactoryControl
{
    /// <summary>The factory.</summary>
    public required string TargetFactoryId { get; init; }

    /// <summary>One of <see cref="FactoryActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>Why, for the history; at most 500 characters.</summary>
    public string? Reason { get; init; }

    /// <summary>For <c>drain</c>: how long it may finish what it runs, 0 to 604,800 seconds. <value>Default: until it has.</value></summary>
    public double? DeadlineSeconds { get; init; }

    /// <summary>
    /// How long the factory may take to hear of it, 1 to 2,592,000 seconds; then the order is taken back, so that one that returns after days does not obey it.
    /// <value>Default: it holds until another one.</value>
    /// </summary>
    public double? ExpiresInSeconds { get; init; }
}

/// <summary>What a factory can be told.</summary>
public static class FactoryActions
{
    /// <summary>Finish what runs, take nothing new.</summary>
    public const string Pause = "pause";

    /// <summary>Take missions again.</summary>
    public const string Resume = "resume";

    /// <summary>As pause, on the way to the end of the process.</summary>
    public const string Drain = "drain";

    /// <summary>As pause, until a canary mission succeeds.</summary>
    public const string Quarantine = "quarantine";

    /// <summary>Remove one that is offline from the list.</summary>
    public const string Forget = "forget";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Pause, Resume, Drain, Quarantine, Forget];
}

/// <summary>How an order reaches a factory.</summary>
public static class FactoryDeliveries
{
    /// <summary>There is nothing to hear of: the factory is forgotten.</summary>
    public const string Done = "done";

    /// <summary>At once: the factory is heard.</summary>
    public const string Sent = "sent";

    /// <summary>When it returns, or hears again.</summary>
    public const string Pending = "pending";

    /// <summary>Not at all: it registers over HTTP and has no queue. HQ keeps the order, and gives it nothing that it must not have.</summary>
    public const string Kept = "kept";
}

/// <summary>Answer to a command to a factory.</summary>
/// <param name="Ok">Always true.</param>
/// <param name="JobId">What the command is called in the factory's history.</param>
/// <param name="Action">What was asked.</param>
/// <param name="TargetFactoryId">The factory.</param>
/// <param name="Delivery">One of <see cref="FactoryDeliveries"/>.</param>
/// <param name="Registration">The factory; absent when it was forgotten.</param>
public sealed record ControlOutcome(bool Ok, string JobId, string Action, string TargetFactoryId, string Delivery, FactoryView? Registration = null);

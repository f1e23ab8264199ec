namespace Corporation.Hq.Retaining;

/// <summary>How long HQ keeps what is over: missions that have ended, factories that are gone (configuration section <c>Retention</c>).</summary>
internal sealed class RetentionOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Retention";

    /// <summary>How long a mission stays after its end, with its events, input, result, usage and log.</summary>
    /// <value>0 for ever, or 1 h to 36,500 days. Default 90 days (<c>90.00:00:00</c>, or just <c>90</c>).</value>
    /// <remarks>
    /// By the database's clock. A dead letter stays until somebody requeues or discards it; a discarded one counts from then. With a mission its
    /// idempotency key is forgotten: the same key makes a new one.
    /// </remarks>
    public TimeSpan KeepDuration { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How many missions are removed in one transaction.</summary>
    /// <value>1 to 5,000. Default 200.</value>
    /// <remarks>A standalone node's other writes wait meanwhile; on PostgreSQL they don't.</remarks>
    public int BatchSize { get; set; } = 200;

    /// <summary>The pause after each transaction, so that the work of missions goes first.</summary>
    /// <value>0 to 1 min. Default 100 ms.</value>
    public TimeSpan BatchPauseDuration { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often HQ looks for missions to remove.</summary>
    /// <value>1 s to 1 day. Default 5 min.</value>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a factory that is offline stays in the list; then HQ forgets it, with its kinds.</summary>
    /// <value>0 for ever, or 1 h to 36,500 days. Default 90 days (<c>90.00:00:00</c>, or just <c>90</c>).</value>
    /// <remarks>One that is told anything but to work stays, or it would come back without the order. Its history stays for <see cref="KeepFactoryEventsDuration"/>.</remarks>
    public TimeSpan KeepFactoriesDuration { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long what happened to factories stays in their histories.</summary>
    /// <value>0 for ever, or 1 h to 36,500 days. Default 90 days.</value>
    public TimeSpan KeepFactoryEventsDuration { get; set; } = TimeSpan.FromDays(90);
}

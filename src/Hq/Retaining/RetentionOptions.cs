namespace Corporation.Hq.Retaining;

/// <summary>How long HQ keeps missions that have ended (configuration section <c>Retention</c>).</summary>
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
}

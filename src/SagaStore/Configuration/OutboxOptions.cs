using System.Data;

namespace Corporation.SagaStore.Configuration;

/// <summary>How the inbox and outbox of one <c>DbContext</c> work; validated when the host starts.</summary>
internal sealed class OutboxOptions
{
    /// <summary>For the removal of what was sent to arrive.</summary>
    public static readonly TimeSpan RemovalMargin = TimeSpan.FromSeconds(1);

    public StoreEngine? Engine { get; set; }

    public IsolationLevel IsolationLevel { get; set; } = IsolationLevel.ReadCommitted;

    public TimeSpan DuplicateDetectionWindow { get; set; } = TimeSpan.FromMinutes(30);

    public TimeSpan QueryDelay { get; set; } = TimeSpan.FromSeconds(10);

    public int QueryMessageLimit { get; set; } = 100;

    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public int MessageDeliveryLimit { get; set; } = 100;

    public TimeSpan MessageDeliveryTimeout { get; set; } = TimeSpan.FromSeconds(5);

    public TimeSpan HoldDuration { get; set; } = TimeSpan.FromSeconds(10);

    public int MaxDeliveryAttempts { get; set; } = 10;

    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    public TimeSpan DegradedAge { get; set; } = TimeSpan.FromMinutes(1);

    public bool IsDelivering { get; set; } = true;

    public bool IsCleaningUp { get; set; } = true;

    /// <summary>How long the flow that consumed a message may begin to send: what it began last must have ended, and been removed, when the hold ends.</summary>
    public TimeSpan DirectDelivery => HoldDuration - MessageDeliveryTimeout - RemovalMargin;

    public bool IsSqlite => Engine == StoreEngine.Sqlite;
}

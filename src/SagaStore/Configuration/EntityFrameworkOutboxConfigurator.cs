using System.Data;

namespace Corporation.SagaStore.Configuration;

/// <summary>Settings of the transactional inbox and outbox of one <c>DbContext</c>. It has the members of MassTransit's own package, and some more.</summary>
/// <remarks>A wrong value is an <c>OptionsValidationException</c> when the host starts.</remarks>
public sealed class EntityFrameworkOutboxConfigurator
{
    private readonly OutboxOptions _options;

    internal EntityFrameworkOutboxConfigurator(OutboxOptions options) => _options = options;

    internal bool HasBusOutbox { get; private set; }

    /// <summary>How long a consumed message is remembered. A redelivery after that is consumed again.</summary>
    /// <value>1 second to 365 days; 30 minutes by default. Longer than the bus may take to redeliver.</value>
    public TimeSpan DuplicateDetectionWindow { set => _options.DuplicateDetectionWindow = value; }

    /// <summary>The isolation level of the transaction in which a message is consumed.</summary>
    /// <value><see cref="IsolationLevel.ReadCommitted"/> by default. Without effect in SQLite, which has one level.</value>
    /// <remarks>With a higher one PostgreSQL refuses transactions that collide (40001), duplicates among them; <c>UseSagaStoreRetry</c> consumes again.</remarks>
    public IsolationLevel IsolationLevel { set => _options.IsolationLevel = value; }

    /// <summary>How often the database is asked for what nobody gave notice of, and tidied up.</summary>
    /// <value>10 milliseconds to 1 day; 10 seconds by default.</value>
    public TimeSpan QueryDelay { set => _options.QueryDelay = value; }

    /// <summary>How many outboxes are delivered with one transaction, and how many messages are in memory for that at most.</summary>
    /// <value>1 to 10,000; 100 by default. With 1, one process delivers in the order of the commits.</value>
    public int QueryMessageLimit { set => _options.QueryMessageLimit = value; }

    /// <summary>How long a statement of the delivery may take.</summary>
    /// <value>1 second to 10 minutes; 30 seconds by default.</value>
    public TimeSpan QueryTimeout { set => _options.QueryTimeout = value; }

    /// <summary>How many messages of one outbox are sent one after the other before others get their turn.</summary>
    /// <value>1 to 10,000; 100 by default.</value>
    public int MessageDeliveryLimit { set => _options.MessageDeliveryLimit = value; }

    /// <summary>How long the bus may take for one message.</summary>
    /// <value>100 milliseconds to 10 minutes; 5 seconds by default.</value>
    public TimeSpan MessageDeliveryTimeout { set => _options.MessageDeliveryTimeout = value; }

    /// <summary>
    /// How long after its commit an outbox is left to the flow that consumed the message, which delivers it from memory. After a crash it takes that
    /// long until another process delivers.
    /// </summary>
    /// <value>1 second to 1 hour, at least <see cref="MessageDeliveryTimeout"/> and 2 seconds; 10 seconds by default.</value>
    public TimeSpan HoldDuration { set => _options.HoldDuration = value; }

    /// <summary>After how many failed tries a message that can't be sent is parked, so that those behind it in its outbox go on.</summary>
    /// <value>1 to 1,000; 10 by default. Tries while the bus is away don't count.</value>
    public int MaxDeliveryAttempts { set => _options.MaxDeliveryAttempts = value; }

    /// <summary>The pause after the first failed try; each further one doubles it, up to 5 minutes, less up to half by chance.</summary>
    /// <value>10 milliseconds to 5 minutes; 1 second by default.</value>
    public TimeSpan RetryDelay { set => _options.RetryDelay = value; }

    /// <summary>How old the oldest outbox may be before the health check says <c>Degraded</c>.</summary>
    /// <value>1 second to 30 days, at least <see cref="HoldDuration"/>; 1 minute by default.</value>
    public TimeSpan DegradedAge { set => _options.DegradedAge = value; }

    /// <summary>The context's database is PostgreSQL, by way of Npgsql.</summary>
    public void UsePostgres() => _options.Engine = StoreEngine.PostgreSql;

    /// <summary>The context's database is SQLite.</summary>
    public void UseSqlite() => _options.Engine = StoreEngine.Sqlite;

    /// <summary>This process leaves the removal of expired inbox rows, and the gauges, to others.</summary>
    public void DisableInboxCleanupService() => _options.IsCleaningUp = false;

    /// <summary>This process delivers only what it has just consumed, from memory; everything else is left to others.</summary>
    public void DisableDeliveryService() => _options.IsDelivering = false;

    /// <summary>
    /// What code outside of consumers sends through the scope's <c>IPublishEndpoint</c> and <c>ISendEndpointProvider</c> is stored by the next
    /// <c>SaveChanges</c> of the scope's context, and leaves when that is committed.
    /// </summary>
    public void UseBusOutbox(Action<BusOutboxConfigurator>? configure = null)
    {
        HasBusOutbox = true;
        configure?.Invoke(new BusOutboxConfigurator(this));
    }
}

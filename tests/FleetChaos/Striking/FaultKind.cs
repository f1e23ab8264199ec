namespace Corporation.FleetChaos.Striking;

/// <summary>What is done to a fleet: at least one for each row of the table of failures.</summary>
internal enum FaultKind
{
    /// <summary><c>kill -9</c> of a factory that has claims whose handlers have not begun.</summary>
    FactoryKillClaimed,

    /// <summary><c>kill -9</c> of a factory whose handlers run.</summary>
    FactoryKillRunning,

    /// <summary><c>kill -9</c> of a factory that has finished and not reported, because the bus was away. It comes back after its leases.</summary>
    FactoryKillUnreported,

    /// <summary>The same, but it comes back at once: its journal delivers.</summary>
    JournalDelivery,

    /// <summary>SIGSTOP of a factory for longer than its leases, then SIGCONT.</summary>
    FactoryPause,

    /// <summary>A second factory with the name of one that runs.</summary>
    FactoryTwin,

    /// <summary><c>kill -9</c> of an HQ.</summary>
    HqKill,

    /// <summary><c>kill -9</c> of one HQ and then of the other, before the first is back.</summary>
    HqKillBoth,

    /// <summary><c>kill -9</c> of Redis, which comes back with its append-only file.</summary>
    RedisRestart,

    /// <summary>FLUSHALL.</summary>
    RedisFlushall,

    /// <summary>Redis is gone for a while.</summary>
    RedisAway,

    /// <summary>PostgreSQL's immediate shutdown and start.</summary>
    PostgresqlRestart,

    /// <summary>PostgreSQL is gone for a while.</summary>
    PostgresqlAway,

    /// <summary>HQs' connections to the database are cut, some in the middle of a commit.</summary>
    CommitCut,

    /// <summary>Messages are delivered again at once.</summary>
    DuplicateDelivery,

    /// <summary>Messages are delivered again in another order.</summary>
    ReorderedDelivery,

    /// <summary>Messages are delivered again much later.</summary>
    DelayedDelivery,

    /// <summary>Messages that nobody can read, on HQ's queue and on factories'.</summary>
    PoisonMessage,
}

namespace Corporation.RedisStreams.Sending;

/// <summary>What must hold before a message counts as sent.</summary>
/// <remarks>
/// <see cref="None"/>: the server has it in memory; what its <c>appendfsync</c> and replication lag allow may be lost with the machine.
/// <see cref="Replicas"/> is <c>WAIT</c>, <see cref="AppendOnlyFile"/> is <c>WAITAOF</c>. Neither makes Redis a consensus system: a replica
/// that had not acknowledged may still be promoted.
/// </remarks>
internal sealed record Durability
{
    private Durability(bool onDisk, int local, int replicas, TimeSpan timeout) =>
        (OnDisk, Local, ReplicaCount, Timeout) = (onDisk, local, replicas, timeout);

    /// <summary>The server's reply is enough.</summary>
    public static Durability None { get; } = new(false, 0, 0, TimeSpan.Zero);

    internal bool OnDisk { get; }

    internal int Local { get; }

    internal int ReplicaCount { get; }

    internal TimeSpan Timeout { get; }

    internal bool IsNone => !OnDisk && ReplicaCount == 0;

    /// <summary>So many replicas have it in memory.</summary>
    public static Durability Replicas(int count, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new Durability(false, 0, count, Positive(timeout));
    }

    /// <summary>It is in the append-only file of the primary, and of so many replicas. Needs a server of version 7.2.</summary>
    public static Durability AppendOnlyFile(bool local, int replicas, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(replicas);
        if (!local && replicas == 0)
            throw new ArgumentException("Neither the primary's file nor a replica's is asked for; use Durability.None.", nameof(replicas));
        return new Durability(true, local ? 1 : 0, replicas, Positive(timeout));
    }

    // 0 would wait for ever, and hold up every message behind this one.
    private static TimeSpan Positive(TimeSpan timeout) => timeout > TimeSpan.Zero
        ? timeout
        : throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "The time to wait for acknowledgements must be above zero.");
}

using System.Globalization;

namespace MassTransit;

/// <summary>When a send counts as done.</summary>
/// <remarks>
/// For the bus by <see cref="IRedisStreamsHostConfigurator.Durability"/>, for one send by <see cref="RedisStreamsSendContext.Durability"/>.
/// What a crash may still lose with each is told in <c>docs/delivery-guarantees.md</c>.
/// </remarks>
public sealed record RedisStreamsDurability
{
    private const string Disk = "disk";
    private const string Memory = "memory";

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(1);

    private RedisStreamsDurability(int replicas, bool isOnDisk, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(replicas);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, LongestTimeout);
        (Replicas, IsOnDisk, Timeout) = (replicas, isOnDisk, timeout);
    }

    /// <summary>When the server has the message in memory.</summary>
    /// <value>The default of every bus.</value>
    /// <remarks>
    /// What a crash of the server's machine loses is decided by its own <c>appendfsync</c>; a failover loses what had not been sent on.
    /// </remarks>
    public static RedisStreamsDurability None { get; } = new(0, isOnDisk: false, DefaultTimeout);

    /// <summary>How many replicas must have the message.</summary>
    /// <value>0 or more; 0 for <see cref="None"/> and by default for <see cref="OnDisk"/>, 1 or more for <see cref="OnReplicas"/>.</value>
    /// <remarks>When fewer are connected, every send ends by its <see cref="Timeout"/>.</remarks>
    public int Replicas { get; }

    /// <summary>Whether the message must be on the server's disk, and on that of each of the replicas.</summary>
    /// <value>True for <see cref="OnDisk"/> only.</value>
    public bool IsOnDisk { get; }

    /// <summary>How long to wait for that before the send fails. The message may be there nevertheless.</summary>
    /// <value>More than zero, at the server in whole milliseconds, rounded up; by default 5 seconds.</value>
    /// <remarks>
    /// Beside <see cref="IRedisStreamsHostConfigurator.SendTimeout"/>: the wait begins when the server has taken the message, and is not
    /// repeated. Sends that go together wait as long as the longest of them may. Sent again by the caller the message may come twice,
    /// unless deduplication is on.
    /// </remarks>
    public TimeSpan Timeout { get; }

    /// <summary>When that many replicas have the message in memory as well (<c>WAIT</c>).</summary>
    /// <remarks>
    /// Redis is no consensus system: what is confirmed survives a failover if one of those replicas is promoted. A send that fewer
    /// confirmed in time fails with a <see cref="Corporation.RedisStreams.RedisStreamsException"/>.
    /// </remarks>
    /// <param name="replicas">1 or more.</param>
    /// <param name="timeout">More than zero; by default 5 seconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is not.</exception>
    public static RedisStreamsDurability OnReplicas(int replicas, TimeSpan? timeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        return new(replicas, isOnDisk: false, timeout ?? DefaultTimeout);
    }

    /// <summary>When the message is on the server's disk, and on that of so many replicas (<c>WAITAOF</c>, Redis 7.2 and later).</summary>
    /// <remarks>
    /// The server must have <c>appendonly yes</c>, and its user the right to <c>waitaof</c>. Otherwise, or when the file was not written in
    /// time, a send fails with a <see cref="Corporation.RedisStreams.RedisStreamsException"/>; an older server gets nothing at all.
    /// </remarks>
    /// <param name="replicas">0 or more.</param>
    /// <param name="timeout">More than zero; by default 5 seconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is not.</exception>
    public static RedisStreamsDurability OnDisk(int replicas = 0, TimeSpan? timeout = null) =>
        new(replicas, isOnDisk: true, timeout ?? DefaultTimeout);

    /// <summary>What <see cref="Parse"/> reads: for an outbox, which keeps text.</summary>
    internal string ToText() =>
        string.Create(CultureInfo.InvariantCulture, $"{Replicas}/{(IsOnDisk ? Disk : Memory)}/{(long)Timeout.TotalMilliseconds}");

    /// <returns>Null for what is no such text.</returns>
    internal static RedisStreamsDurability? Parse(string? text) => text?.Split('/') is [var replicas, Disk or Memory, var timeoutMs]
        && int.TryParse(replicas, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && long.TryParse(timeoutMs, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0
            ? new(count, text.Contains(Disk, StringComparison.Ordinal), TimeSpan.FromMilliseconds(milliseconds))
            : null;
}

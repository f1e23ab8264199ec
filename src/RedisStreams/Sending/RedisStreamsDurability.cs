using System.Globalization;

namespace MassTransit;

/// <summary>When a send counts as done. The price of each is told in <c>docs/delivery-guarantees.md</c>.</summary>
public sealed record RedisStreamsDurability
{
    private const string Disk = "disk";
    private const string Memory = "memory";

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    private RedisStreamsDurability(int replicas, bool isOnDisk, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(replicas);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        (Replicas, IsOnDisk, Timeout) = (replicas, isOnDisk, timeout);
    }

    /// <summary>
    /// When the server has the message in memory. What a crash of the server's machine loses is decided by its own <c>appendfsync</c>.
    /// </summary>
    public static RedisStreamsDurability None { get; } = new(0, isOnDisk: false, DefaultTimeout);

    /// <summary>How many replicas must have the message.</summary>
    public int Replicas { get; }

    /// <summary>Whether the message must be on the server's disk, and on that of each of the replicas.</summary>
    public bool IsOnDisk { get; }

    /// <summary>How long to wait for that before the send fails. The message may be there nevertheless.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>When that many replicas have the message in memory as well (<c>WAIT</c>).</summary>
    /// <param name="replicas">1 or more.</param>
    /// <param name="timeout">By default 5 seconds.</param>
    public static RedisStreamsDurability OnReplicas(int replicas, TimeSpan? timeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        return new(replicas, isOnDisk: false, timeout ?? DefaultTimeout);
    }

    /// <summary>When the message is on the server's disk, and on that of so many replicas (<c>WAITAOF</c>, Redis 7.2 and later).</summary>
    /// <param name="replicas">0 or more.</param>
    /// <param name="timeout">By default 5 seconds.</param>
    public static RedisStreamsDurability OnDisk(int replicas = 0, TimeSpan? timeout = null) => new(replicas, isOnDisk: true, timeout ?? DefaultTimeout);

    /// <summary>What <see cref="Parse"/> reads: for an outbox, which keeps text.</summary>
    internal string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Replicas}/{(IsOnDisk ? Disk : Memory)}/{(long)Timeout.TotalMilliseconds}");

    /// <returns>Null for what is no such text.</returns>
    internal static RedisStreamsDurability? Parse(string? text) => text?.Split('/') is [var replicas, Disk or Memory, var timeoutMs]
        && int.TryParse(replicas, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && long.TryParse(timeoutMs, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0
            ? new(count, text.Contains(Disk, StringComparison.Ordinal), TimeSpan.FromMilliseconds(milliseconds))
            : null;
}

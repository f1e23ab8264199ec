using MassTransit;

namespace Corporation.RedisStreams.Sending;

/// <summary>How a <see cref="Sender"/> sends.</summary>
internal sealed record SenderSettings
{
    /// <summary>
    /// Bodies above it are refused before they are sent. The server's own limit is <c>proto-max-bulk-len</c>, 512 MiB by default.
    /// </summary>
    /// <value>Bytes, default 64 MiB.</value>
    public int MaxBodyBytes { get; init; } = 64 << 20;

    /// <summary>For messages that don't say.</summary>
    public RedisStreamsDurability Durability { get; init; } = RedisStreamsDurability.None;

    /// <summary>How long a send is tried again while the server can't be reached, or says that it can't take writes now.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan RetryDuration { get; init; } = TimeSpan.FromSeconds(30);
}

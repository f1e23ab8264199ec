namespace Corporation.LocalServers;

/// <summary>How a <see cref="RedisServer"/> runs. The default is Redis' own, without snapshots.</summary>
public sealed record RedisServerOptions
{
    /// <summary>Whether every write goes to the append-only file.</summary>
    /// <value>Default false: a killed server comes back empty.</value>
    public bool AppendOnly { get; init; }

    /// <summary>When the append-only file is flushed: <c>always</c>, <c>everysec</c> or <c>no</c>.</summary>
    public string AppendFsync { get; init; } = "everysec";

    /// <summary>The default user's password.</summary>
    public string? Password { get; init; }

    /// <summary>A user to log in as; clients without a user are refused then.</summary>
    public RedisUser? User { get; init; }

    /// <summary>Whether it speaks TLS only, with a certificate of <see cref="RedisServer.CertificateAuthorityFile"/>.</summary>
    public bool Tls { get; init; }

    /// <summary>What is evicted when memory is short, for example <c>allkeys-lru</c>.</summary>
    /// <value>Default null: Redis' default, <c>noeviction</c>.</value>
    public string? MaxMemoryPolicy { get; init; }

    /// <summary>Whether it is a node of a cluster.</summary>
    internal bool Cluster { get; init; }

    /// <summary>Whether it watches others as a sentinel, instead of storing anything.</summary>
    internal bool Sentinel { get; init; }

    /// <summary>Further lines of <c>redis.conf</c>; they come last, so they win.</summary>
    public IReadOnlyList<string> ConfigLines { get; init; } = [];
}

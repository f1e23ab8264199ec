namespace Corporation.RedisStreams.Connection;

/// <summary>Which program answers.</summary>
internal enum ServerVariant
{
    /// <summary>Neither of the two; its version says nothing about what it can do.</summary>
    Other,

    /// <summary>Redis itself.</summary>
    Redis,

    /// <summary>Valkey, which parted from Redis at 7.2.</summary>
    Valkey,
}

/// <summary>What a server can do beyond Redis 6.2, which is all that the transport needs.</summary>
[Flags]
internal enum ServerCapabilities
{
    None = 0,

    /// <summary><c>WAITAOF</c> (7.2).</summary>
    WaitForDisk = 1,

    /// <summary><c>XACKDEL</c> (8.2.3).</summary>
    AcknowledgeAndDelete = 2,

    /// <summary><c>XREADGROUP … CLAIM</c> (8.4).</summary>
    ClaimWhileReading = 4,

    /// <summary><c>XADD … IDMP</c> (8.6.2).</summary>
    IdempotentAdd = 8,

    /// <summary><c>XNACK</c> (8.8).</summary>
    NegativeAcknowledge = 16,

    /// <summary><c>XREADGROUP … MAXCOUNT</c> (8.10).</summary>
    BoundedRead = 32,
}

/// <summary>What is known about a server. Null stands for what it does not tell this user.</summary>
internal sealed record ServerFacts
{
    public required ServerVariant Variant { get; init; }

    public Version? Version { get; init; }

    public ServerCapabilities Capabilities { get; init; }

    /// <summary>What is evicted when memory is short; anything but <c>noeviction</c> loses messages.</summary>
    public string? MaxMemoryPolicy { get; init; }

    public bool? IsAppendOnly { get; init; }

    public bool? IsReplica { get; init; }

    public bool? IsCluster { get; init; }

    /// <summary>What an operator should know about this server.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What must not be, or may be wrong, for an operator to read; the worst first.</summary>
    public IEnumerable<string> Doubts
    {
        get
        {
            if (Evicts)
                yield return $"The server's maxmemory-policy is {MaxMemoryPolicy}: when memory is short it throws messages away. Set it to noeviction.";
            foreach (var warning in Warnings)
                yield return warning;
            if (MaxMemoryPolicy is null)
            {
                yield return "The server does not tell this user its maxmemory-policy; unless that is noeviction, it throws messages away when memory is short. "
                    + "Allow the user INFO.";
            }
        }
    }

    /// <summary>Whether the server may throw messages away when memory is short.</summary>
    public bool Evicts => MaxMemoryPolicy is not (null or "noeviction");

    public override string ToString() => $"{Variant} {Version?.ToString() ?? "of unknown version"}";
}

namespace Corporation.RedisStreams.Connection;

/// <summary>What is known about the releases of Redis and Valkey.</summary>
internal static class ServerRelease
{
    private static readonly Version Oldest = new(6, 2);

    private static readonly (Version Since, ServerCapabilities Capability)[] Steps =
    [
        (new(7, 2), ServerCapabilities.WaitForDisk),
        (new(8, 2, 3), ServerCapabilities.AcknowledgeAndDelete),
        (new(8, 4), ServerCapabilities.ClaimWhileReading),
        (new(8, 6, 2), ServerCapabilities.IdempotentAdd),
        (new(8, 8), ServerCapabilities.NegativeAcknowledge),
        (new(8, 10), ServerCapabilities.BoundedRead),
    ];

    /// <summary>What a release can do by its number.</summary>
    public static ServerCapabilities CapabilitiesOf(ServerVariant variant, Version version) => variant switch
    {
        ServerVariant.Redis => Steps.Where(step => version >= step.Since)
            .Aggregate(ServerCapabilities.None, (all, step) => all | step.Capability),

        // It parted from Redis at 7.2; what it took over since is asked for, not derived from its numbers.
        ServerVariant.Valkey => ServerCapabilities.WaitForDisk,
        _ => ServerCapabilities.None,
    };

    public static IEnumerable<string> WarningsAbout(ServerVariant variant, Version version)
    {
        if (version < Oldest)
            yield return $"{variant} {version} is too old: the transport needs {Oldest} or later.";
        if (variant != ServerVariant.Redis)
            yield break;
        if (version >= new Version(8, 2, 0) && version < new Version(8, 2, 3))
        {
            yield return $"Redis {version} lets XACKDEL overwrite memory (CVE-2025-62507). The transport does not use it there; "
                + "upgrade to 8.2.3 or later.";
        }

        if (version >= new Version(8, 6, 0) && version < new Version(8, 6, 2))
        {
            yield return $"Redis {version} has errors in idempotent adding (XADD IDMP). The transport does not use it; "
                + "upgrade to 8.6.2 or later.";
        }
    }
}

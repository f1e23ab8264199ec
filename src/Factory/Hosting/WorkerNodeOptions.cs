using Corporation.Factory.Cataloguing;

namespace Corporation.Factory;

/// <summary>What a factory process needs to know from whoever starts it; everything else is configuration.</summary>
public sealed record WorkerNodeOptions
{
    /// <summary>The folder of all its state. Made when missing.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Where the health checks are, for instance <c>http://127.0.0.1:7401</c>; port 0 takes a free one.</summary>
    public required string Url { get; init; }

    /// <summary>The factory's name. <value>Default: configuration, <c>UA_FACTORY_ID</c>, the machine's name.</value></summary>
    public string? FactoryId { get; init; }

    /// <summary>Adds kinds to the built-in ones.</summary>
    public Action<MissionCatalog>? Missions { get; init; }

    /// <summary>Configuration that goes before files and environment.</summary>
    public IReadOnlyDictionary<string, string?>? Settings { get; init; }

    /// <summary>Logs warnings and worse only.</summary>
    public bool QuietLogs { get; init; }
}

namespace Corporation.Hq;

/// <summary>What an HQ needs to know from whoever starts it; everything else is configuration.</summary>
public sealed record HeadquartersOptions
{
    /// <summary>Where the API listens, for instance <c>http://127.0.0.1:7400</c>; port 0 takes a free one.</summary>
    public required string Url { get; init; }

    /// <summary>The database, for Npgsql. <value>Default: the configuration's <c>Database:ConnectionString</c>.</value></summary>
    public string? Database { get; init; }

    /// <summary>Configuration that goes before files and environment, for instance <c>Database:ConnectionString</c>.</summary>
    public IReadOnlyDictionary<string, string?>? Settings { get; init; }

    /// <summary>Logs warnings and worse only.</summary>
    public bool QuietLogs { get; init; }
}

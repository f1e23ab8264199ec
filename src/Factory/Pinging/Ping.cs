namespace Corporation.Factory.Pinging;

/// <summary>Input of <c>system:ping</c>: nothing.</summary>
internal sealed record Ping;

/// <summary>Result of <c>system:ping</c>.</summary>
internal sealed record Pong
{
    /// <summary>The factory that answered.</summary>
    public required string FactoryId { get; init; }

    /// <summary>Its clock, UTC; compare it with HQ's.</summary>
    public required DateTimeOffset FactoryTime { get; init; }

    /// <summary>How long the process has been running.</summary>
    public required double UptimeSeconds { get; init; }

    /// <summary>The version of this software.</summary>
    public required string Version { get; init; }

    /// <summary>The .NET runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>The operating system.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>The processor's architecture.</summary>
    public required string Architecture { get; init; }

    /// <summary>Processors that the process may use.</summary>
    public required int Processors { get; init; }
}

using System.Text.Json.Serialization;

namespace Corporation.Contracts.Announcing;

/// <summary>The machine and the process that a factory is.</summary>
public sealed record HostFacts
{
    /// <summary>The machine's name.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>The operating system, with its version.</summary>
    [JsonPropertyName("os")]
    public required string Os { get; init; }

    /// <summary>The processor architecture: <c>x64</c>, <c>arm64</c>, …</summary>
    [JsonPropertyName("architecture")]
    public required string Architecture { get; init; }

    /// <summary>Processors that the process may use.</summary>
    [JsonPropertyName("cores")]
    public required int Cores { get; init; }

    /// <summary>Memory that the process may use, in bytes.</summary>
    [JsonPropertyName("memory_bytes")]
    public required long MemoryBytes { get; init; }

    /// <summary>The process id.</summary>
    [JsonPropertyName("pid")]
    public required int ProcessId { get; init; }

    /// <summary>How long the process has run, in seconds.</summary>
    [JsonPropertyName("uptime_seconds")]
    public required double UptimeSeconds { get; init; }
}

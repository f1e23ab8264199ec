using System.Text.Json.Serialization;

namespace Corporation.Contracts.Fleet;

/// <summary>Published by HQ after something happened to a factory: what stands in its history, for whoever wants to know. Losing one does no harm there.</summary>
public sealed record FactoryStatusChanged
{
    /// <summary>The factory.</summary>
    [JsonPropertyName("factory_id")]
    public required string FactoryId { get; init; }

    /// <summary>What happened: one of <see cref="FactoryEventNames"/>.</summary>
    [JsonPropertyName("event")]
    public required string Event { get; init; }

    /// <summary>The status since then.</summary>
    [JsonPropertyName("status")]
    public required FactoryStatus Status { get; init; }

    /// <summary>Why.</summary>
    [JsonPropertyName("reason")]
    public string? Reason { get; init; }

    /// <summary>Who: <c>hq</c>, <c>api</c> or the factory.</summary>
    [JsonPropertyName("actor")]
    public required string Actor { get; init; }

    /// <summary>When, by HQ's clock.</summary>
    [JsonPropertyName("occurred_at")]
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Its position among the events of all factories.</summary>
    [JsonPropertyName("position")]
    public required long Position { get; init; }
}

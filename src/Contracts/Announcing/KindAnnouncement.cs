using System.Text.Json;
using System.Text.Json.Serialization;

namespace Corporation.Contracts.Announcing;

/// <summary>One kind that a factory can run, with what HQ must know of it: HQ never has the handler's assembly.</summary>
public sealed record KindAnnouncement
{
    /// <summary>The kind.</summary>
    [JsonPropertyName("mission_kind")]
    public required string MissionKind { get; init; }

    /// <summary>Other names under which missions of this kind may be submitted.</summary>
    [JsonPropertyName("aliases")]
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What it does, in a sentence.</summary>
    [JsonPropertyName("description")]
    public required string Description { get; init; }

    /// <summary>The version of the handler; null when it says none.</summary>
    [JsonPropertyName("version")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Version { get; init; }

    /// <summary>How many attempts of this kind the factory runs at a time, 1 or more.</summary>
    [JsonPropertyName("slots")]
    public required int Slots { get; init; }

    /// <summary>The kind's own attempt timeout, in seconds.</summary>
    [JsonPropertyName("timeout_seconds")]
    public required double TimeoutSeconds { get; init; }

    /// <summary>The kind's own number of further attempts.</summary>
    [JsonPropertyName("max_retries")]
    public required int MaxRetries { get; init; }

    /// <summary>Back-off before the first retry, in seconds; it doubles with each further one.</summary>
    [JsonPropertyName("retry_delay_seconds")]
    public required double RetryDelaySeconds { get; init; }

    /// <summary>JSON schema (2020-12 subset of <c>JsonSchemaExporter</c>) that <c>payload.context</c> must fit.</summary>
    [JsonPropertyName("input_schema")]
    public required JsonElement InputSchema { get; init; }

    /// <summary>JSON schema of the result.</summary>
    [JsonPropertyName("result_schema")]
    public required JsonElement ResultSchema { get; init; }
}

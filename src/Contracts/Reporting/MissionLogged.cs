using System.Text.Json.Serialization;

namespace Corporation.Contracts.Reporting;

/// <summary>Log lines of an attempt, in order. Not answered.</summary>
public sealed record MissionLogged
{
    /// <summary>The mission.</summary>
    [JsonPropertyName("job_id")]
    public required Guid MissionId { get; init; }

    /// <summary>The fencing token of the attempt.</summary>
    [JsonPropertyName("claim_token")]
    public required Guid ClaimToken { get; init; }

    /// <summary>The number of the attempt, from 1.</summary>
    [JsonPropertyName("attempt")]
    public required int Attempt { get; init; }

    /// <summary>The lines, numbered without gaps within the attempt.</summary>
    [JsonPropertyName("lines")]
    public required IReadOnlyList<LogLine> Lines { get; init; }
}

/// <summary>One log line of an attempt.</summary>
/// <param name="Number">Position within the attempt, from 1.</param>
/// <param name="LoggedAt">When, by the factory's clock (for reading only, never for arithmetic).</param>
/// <param name="Level"><c>info</c>, <c>warning</c>, <c>error</c>, <c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Text">The text, without line break.</param>
public sealed record LogLine(
    [property: JsonPropertyName("number")] long Number,
    [property: JsonPropertyName("logged_at")] DateTimeOffset LoggedAt,
    [property: JsonPropertyName("level")] string Level,
    [property: JsonPropertyName("text")] string Text);

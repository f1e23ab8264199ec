using System.Text.Json.Serialization;

namespace Corporation.Contracts.Missions;

/// <summary>Why an attempt failed. Never a stack trace: those stay in the factory's log.</summary>
/// <param name="Type">A stable word (<c>timed_out</c>, <c>lease_lapsed</c>) or the exception's type name.</param>
/// <param name="Message">For people, at most <see cref="MissionLimits.MaxErrorLength"/> characters.</param>
public sealed record MissionError(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("message")] string Message);

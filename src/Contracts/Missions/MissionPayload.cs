using System.Text.Json;
using System.Text.Json.Serialization;

namespace Corporation.Contracts.Missions;

/// <summary>What a mission asks for.</summary>
/// <param name="Task">In words, for people and agents; defaults to the kind.</param>
/// <param name="Context">The typed input of the kind's handler, a JSON object that fits the kind's schema.</param>
public sealed record MissionPayload(
    [property: JsonPropertyName("task")] string Task,
    [property: JsonPropertyName("context")] JsonElement Context);

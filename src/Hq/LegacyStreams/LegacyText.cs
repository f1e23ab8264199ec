using System.Text.Json;
using Corporation.Contracts.Http;
using Corporation.Contracts.Json;
using Corporation.Contracts.Missions;

namespace Corporation.Hq.LegacyStreams;

/// <summary>Writes a mission that came from the old fleet as that fleet writes it: as it came, if that was kept.</summary>
internal static class LegacyText
{
    private static readonly JsonElement Null = JsonElement.Parse("null");

    // What came may be as deep as HQ reads. What is written anew has a level around a context that may have all that the door allows.
    public static readonly JsonDocumentOptions Deep = new() { MaxDepth = ContractsJson.MaxDepth + 1 };

    /// <summary>The mission as it came; or, when that was not kept, as it would be written there.</summary>
    public static string Of(string jobId, string? sent, MissionView mission) => sent ?? Write(jobId, null, mission, []);

    /// <summary>The same with why it could not be done, and after how many failures, those that it came with among them.</summary>
    public static string OfDeadLetter(string jobId, string? sent, MissionView mission, string error)
    {
        var before = sent is null ? 0L : LegacyEnvelope.FailuresIn(JsonElement.Parse(sent, Deep));
        return Write(jobId, sent, mission, ("failure_error", error), ("retry_count", before + mission.RetriesUsed + 1));
    }

    private static string Write(string jobId, string? sent, MissionView mission, params ReadOnlySpan<(string Name, object? Value)> further)
    {
        if (sent is not null)
            return SortedJson.Write(JsonElement.Parse(sent, Deep), further);

        // Its limit counts attempts, ours counts repeats.
        return SortedJson.Write(null, [
            ("job_id", jobId),
            ("idempotency_key", mission.IdempotencyKey ?? jobId),
            ("mission_kind", mission.MissionKind),
            ("priority", mission.Priority),
            ("timeout_seconds", (long)Math.Ceiling(mission.TimeoutSeconds)),
            ("max_retries", mission.MaxRetries + 1),
            ("payload", mission.Payload is { } payload ? Payload(payload) : Null),
            .. further,
        ]);
    }

    private static JsonElement Payload(MissionPayload payload) =>
        JsonElement.Parse(SortedJson.Write(null, ("task", payload.Task), ("context", payload.Context)), Deep);
}

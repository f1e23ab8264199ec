using System.Globalization;
using System.Text.Json;
using Corporation.Contracts.Http;
using Corporation.Contracts.Json;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;

namespace Corporation.Hq.LegacyStreams;

/// <summary>The end of a mission in the old fleet's words.</summary>
/// <param name="JobId">The mission's name there.</param>
/// <param name="Status"><c>SUCCESS</c> or <c>FAILED</c>.</param>
/// <param name="Envelope">The result's JSON.</param>
/// <param name="DeadLetter">The JSON of the dead letter that it has become, if it has.</param>
internal sealed record LegacyResult(string JobId, string Status, string Envelope, string? DeadLetter)
{
    private static readonly JsonElement Null = JsonElement.Parse("null");

    // A level around a context that may have all that the door allows.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = ContractsJson.MaxDepth + 1 };

    /// <param name="jobId">The mission's name there.</param>
    /// <param name="mission">The mission, ended.</param>
    public static LegacyResult Of(string jobId, MissionView mission)
    {
        if (mission.State == MissionLifeState.Succeeded)
        {
            return new LegacyResult(jobId, ResultStatuses.Success, SortedJson.Write(
                null, ("job_id", jobId), ("status", ResultStatuses.Success), ("result", mission.Result ?? Null), ("error", Null)), null);
        }

        var error = Describe(mission);
        var ending = new { mission_id = mission.JobId, terminal_status = mission.State.WireName() };
        var envelope = SortedJson.Write(
            null, ("job_id", jobId), ("status", ResultStatuses.Failed), ("result", ending), ("error", error));
        var deadLetter = mission.State == MissionLifeState.DeadLettered ? DeadLetterOf(jobId, mission, error) : null;
        return new LegacyResult(jobId, ResultStatuses.Failed, envelope, deadLetter);
    }

    private static string Describe(MissionView mission)
    {
        var cause = mission.Error is { } error ? $": {error.Type}: {error.Message}" : "";
        return string.Create(
            CultureInfo.InvariantCulture, $"Mission {mission.JobId} ended as {mission.State.WireName()} after {mission.Attempt} attempts{cause}");
    }

    // The mission as it would be written there: its limit counts attempts, ours counts repeats.
    private static string DeadLetterOf(string jobId, MissionView mission, string error) => SortedJson.Write(
        null,
        ("job_id", jobId),
        ("idempotency_key", mission.IdempotencyKey ?? jobId),
        ("mission_kind", mission.MissionKind),
        ("priority", mission.Priority),
        ("timeout_seconds", (long)Math.Ceiling(mission.TimeoutSeconds)),
        ("max_retries", mission.MaxRetries + 1),
        ("payload", mission.Payload is { } payload ? Payload(payload) : Null),
        ("failure_error", error),
        ("retry_count", mission.RetriesUsed + 1));

    private static JsonElement Payload(MissionPayload payload) =>
        JsonElement.Parse(SortedJson.Write(null, ("task", payload.Task), ("context", payload.Context)), Deep);
}

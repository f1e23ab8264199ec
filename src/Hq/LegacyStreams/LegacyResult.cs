using System.Globalization;
using System.Text.Json;
using Corporation.Contracts.Http;
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

    /// <param name="jobId">The mission's name there.</param>
    /// <param name="sent">The mission's JSON as it came from there; null when it was not kept.</param>
    /// <param name="mission">The mission, ended.</param>
    public static LegacyResult Of(string jobId, string? sent, MissionView mission)
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
        var deadLetter = mission.State == MissionLifeState.DeadLettered ? LegacyText.OfDeadLetter(jobId, sent, mission, error) : null;
        return new LegacyResult(jobId, ResultStatuses.Failed, envelope, deadLetter);
    }

    private static string Describe(MissionView mission)
    {
        var cause = mission.Error is { } error ? $": {error.Type}: {error.Message}" : "";
        return string.Create(
            CultureInfo.InvariantCulture, $"Mission {mission.JobId} ended as {mission.State.WireName()} after {mission.Attempt} attempts{cause}");
    }
}

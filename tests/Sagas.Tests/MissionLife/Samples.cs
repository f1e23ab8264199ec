using System.Text.Json;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Corporation.Sagas.Commanding;

namespace Corporation.Sagas.Tests.MissionLife;

internal static class Samples
{
    public static NewMission Submission(int maxRetries = 2, DateTimeOffset? startAt = null, DateTimeOffset? deadlineAt = null) => new()
    {
        MissionKind = "echo",
        Task = "echo",
        Context = "{}",
        Priority = 1,
        TimeoutSeconds = 60,
        MaxRetries = maxRetries,
        RetryDelaySeconds = 2,
        StartAt = startAt,
        DeadlineAt = deadlineAt,
        Actor = "api",
    };

    public static MissionSucceeded Success(Guid missionId, Guid token) =>
        new() { MissionId = missionId, ClaimToken = token, Result = JsonElement.Parse("""{"text":"hi"}""") };

    public static MissionFailed Failure(Guid missionId, Guid token, bool retryable = true, double? retryAfter = null) => new()
    {
        MissionId = missionId,
        ClaimToken = token,
        Error = new MissionError("handler_failed", "no luck"),
        Retryable = retryable,
        RetryAfterSeconds = retryAfter,
    };
}

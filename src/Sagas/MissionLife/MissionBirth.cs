using System.Text.Json.Nodes;
using Corporation.Contracts.Missions;
using Corporation.Sagas.Commanding;
using Corporation.Sagas.Fleet;

namespace Corporation.Sagas.MissionLife;

/// <summary>How a mission comes to be: the one place that makes a row in its first state.</summary>
internal static class MissionBirth
{
    /// <summary>Makes the mission with its payload and first events, not yet stored.</summary>
    public static MissionState Create(NewMission submission, MissionLifeOptions options, DateTimeOffset now)
    {
        var mission = new MissionState
        {
            CorrelationId = Guid.CreateVersion7(now),
            MissionKind = submission.MissionKind,
            Task = submission.Task,
            IdempotencyKey = submission.IdempotencyKey,
            Priority = submission.Priority,
            TimeoutSeconds = submission.TimeoutSeconds,
            MaxRetries = submission.MaxRetries,
            RetryDelaySeconds = submission.RetryDelaySeconds,
            Round = 1,
            CreatedAt = now,
            StartAt = submission.StartAt,
            DeadlineAt = submission.DeadlineAt,
            Routing = submission.Routing?.ToStored(),
        };
        foreach (var schema in submission.FittingSchemas)
            mission.NoteFitting(schema);

        mission.Record(MissionEventNames.Submitted, submission.Actor, now);
        if (submission.StartAt > now)
        {
            mission.CurrentState = nameof(MissionLifeState.Scheduled);
            mission.Record(MissionEventNames.Scheduled, Actors.Hq, now, new JsonObject { ["start_at"] = submission.StartAt.Value });
        }
        else
        {
            mission.CurrentState = nameof(MissionLifeState.Queued);
            mission.QueuedAt = now;
            mission.Record(MissionEventNames.Queued, Actors.Hq, now);
        }

        mission.WakeAt = MissionAlarm.Of(mission, mission.LifeState, options);
        mission.Append(new StoredPayload { MissionId = mission.CorrelationId, Context = submission.Context });
        if (submission.LegacyJobId is { } jobId)
            mission.Append(new LegacyMission { MissionId = mission.CorrelationId, JobId = jobId, Envelope = submission.LegacyEnvelope });
        return mission;
    }
}

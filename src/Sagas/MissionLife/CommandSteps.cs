using Corporation.Contracts.Missions;
using Corporation.Sagas.Commanding;

namespace Corporation.Sagas.MissionLife;

/// <summary>What people ask for.</summary>
public sealed class CommandSteps(TimeProvider time)
{
    /// <summary>Cancels a mission that nobody holds.</summary>
    internal MissionLifeState CancelWaiting(MissionState mission, CancelMission command)
    {
        var now = time.GetUtcNow();
        mission.CancelRequestedAt = now;
        mission.CancelReason = command.Reason;
        mission.Record(MissionEventNames.Cancelled, command.Actor, now, AttemptSteps.Reason(command.Reason));
        mission.FinishedAt = now;
        mission.NextAttemptAt = null;
        mission.OfferedAt = null;
        mission.PlacedFactoryId = null;
        return MissionLifeState.Cancelled;
    }

    /// <summary>Asks for the end of a held attempt, once.</summary>
    internal MissionLifeState CancelHeld(MissionState mission, CancelMission command)
    {
        if (mission.CancelRequestedAt is null)
        {
            mission.CancelRequestedAt = time.GetUtcNow();
            mission.CancelReason = command.Reason;
            mission.Record(MissionEventNames.CancelRequested, command.Actor, mission.CancelRequestedAt.Value, AttemptSteps.Reason(command.Reason));
        }

        return mission.LifeState;
    }

    /// <summary>Why a dead letter can't be requeued or discarded; null when it can.</summary>
    internal string? RefusalOf(MissionState mission, bool requeue)
    {
        if (mission.DiscardedAt is { } discarded)
            return $"The dead letter was discarded at {discarded:O}. Submit the mission anew if it is wanted after all.";

        return requeue && mission.DeadlineAt <= time.GetUtcNow()
            ? $"Its deadline {mission.DeadlineAt:O} has passed, so it would expire at once. Submit it anew with a later one."
            : null;
    }

    /// <summary>Starts a new round.</summary>
    internal MissionLifeState Requeue(MissionState mission, RequeueMission command)
    {
        var now = time.GetUtcNow();
        mission.Round++;
        mission.RetriesUsed = 0;
        mission.FinishedAt = null;
        mission.CancelRequestedAt = null;
        mission.CancelReason = null;
        mission.Record(MissionEventNames.Requeued, command.Actor, now, AttemptSteps.Reason(command.Reason));
        return AttemptSteps.Queue(mission, now);
    }

    /// <summary>Marks a dead letter as done with.</summary>
    internal void Discard(MissionState mission, DiscardMission command)
    {
        mission.DiscardedAt = time.GetUtcNow();
        mission.Record(MissionEventNames.Discarded, command.Actor, mission.DiscardedAt.Value, AttemptSteps.Reason(command.Reason));
    }
}

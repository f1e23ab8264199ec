using System.Globalization;
using Corporation.Contracts.Missions;
using Corporation.Sagas.Commanding;
using Microsoft.Extensions.Options;

namespace Corporation.Sagas.MissionLife;

/// <summary>What becomes due by HQ's clock. Each returns the state that follows, which is the present one when nothing is due yet.</summary>
public sealed class DueSteps(IOptions<MissionLifeOptions> options, TimeProvider time, AttemptSteps attempts, HqPresence presence)
{
    private readonly MissionLifeOptions _options = options.Value;

    /// <summary>For a mission that waits for its start or for its next attempt.</summary>
    internal MissionLifeState WakeWaiting(MissionState mission)
    {
        var now = time.GetUtcNow();
        if (mission.DeadlineAt <= now)
            return AttemptSteps.Expire(mission, now);

        var due = mission.LifeState is MissionLifeState.Scheduled ? mission.StartAt : mission.NextAttemptAt;
        return due <= now ? AttemptSteps.Queue(mission, now) : mission.LifeState;
    }

    /// <summary>For a mission in the queue.</summary>
    internal MissionLifeState WakeQueued(MissionState mission)
    {
        var now = time.GetUtcNow();
        if (mission.DeadlineAt <= now)
            return AttemptSteps.Expire(mission, now);

        if (mission.OfferedAt + _options.OfferTimeout <= now)
        {
            mission.OfferedAt = null;
            mission.PlacedFactoryId = null;
            mission.Record(MissionEventNames.OfferLapsed, Actors.Hq, now);
        }

        return MissionLifeState.Queued;
    }

    /// <summary>For a mission that a factory holds.</summary>
    internal MissionLifeState WakeHeld(MissionState mission)
    {
        var now = time.GetUtcNow();
        if (mission.DeadlineAt <= now)
            return AttemptSteps.Expire(mission, now);

        if (mission.CancelRequestedAt + _options.LeaseDuration <= now)
            return AttemptSteps.Cancel(mission, null, now);

        // HQ's own absence is not the factory's: what ran out meanwhile runs on for as long as a holder needs to come back.
        if ((mission.LeaseExpiresAt <= now || mission.AttemptEndsAt <= now) && presence.WaitsUntil(now) is { } until)
        {
            mission.LeaseExpiresAt = Later(mission.LeaseExpiresAt, until);
            mission.AttemptEndsAt = Later(mission.AttemptEndsAt, until);
            return mission.LifeState;
        }

        if (mission.LeaseExpiresAt <= now)
        {
            return attempts.Lose(mission, MissionEventNames.LeaseLapsed, new MissionError(
                MissionErrorTypes.LeaseLapsed,
                Invariant($"Factory {mission.FactoryId} has not renewed its lease of {_options.LeaseDuration.TotalSeconds} s: it crashed, sleeps or lost the network.")));
        }

        return mission.AttemptEndsAt <= now
            ? attempts.Lose(mission, MissionEventNames.AttemptTimedOut, new MissionError(
                MissionErrorTypes.TimedOut,
                Invariant($"The attempt exceeded its timeout of {mission.TimeoutSeconds} s and factory {mission.FactoryId} did not end it.")))
            : mission.LifeState;
    }

    /// <summary>For a mission that an older process of a factory holds.</summary>
    internal MissionLifeState Supersede(MissionState mission, SupersedeClaim message) =>
        mission.FactoryId == message.FactoryId && mission.FactoryEpoch < message.Epoch
            ? attempts.Lose(mission, MissionEventNames.LeaseLapsed, new MissionError(
                MissionErrorTypes.FactoryRestarted,
                $"Factory {message.FactoryId} restarted while it ran the attempt."))
            : mission.LifeState;

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset other) => one > other ? one : other;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using Corporation.Contracts.Missions;

namespace Corporation.Sagas.MissionLife;

/// <summary>When HQ must look at a mission by itself: the earliest of all that can become due in its state.</summary>
internal static class MissionAlarm
{
    public static DateTimeOffset? Of(MissionState mission, MissionLifeState state, MissionLifeOptions options) => state switch
    {
        MissionLifeState.Scheduled => Earliest(mission.StartAt, mission.DeadlineAt),
        MissionLifeState.Queued => Earliest(mission.OfferedAt + options.OfferTimeout, mission.DeadlineAt),
        MissionLifeState.Retrying => Earliest(mission.NextAttemptAt, mission.DeadlineAt),
        MissionLifeState.Claimed or MissionLifeState.Running => Earliest(
            Earliest(mission.LeaseExpiresAt, mission.AttemptEndsAt),
            Earliest(mission.CancelRequestedAt + options.LeaseDuration, mission.DeadlineAt)),
        _ => null,
    };

    private static DateTimeOffset? Earliest(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null ? other
        : other is null ? one
        : one < other ? one : other;
}

using Corporation.Contracts.Missions;

namespace Corporation.Sagas.MissionLife;

/// <summary>The legal transitions of design section 4, in one table; the machine refuses every other.</summary>
public static class MissionTransitions
{
    private static readonly Dictionary<MissionLifeState, MissionLifeState[]> Table = new()
    {
        [MissionLifeState.Scheduled] = [MissionLifeState.Queued, MissionLifeState.Cancelled, MissionLifeState.Expired],
        [MissionLifeState.Queued] = [MissionLifeState.Claimed, MissionLifeState.Cancelled, MissionLifeState.Expired],
        [MissionLifeState.Claimed] = [MissionLifeState.Running, .. FromHeld],
        [MissionLifeState.Running] = FromHeld,
        [MissionLifeState.Retrying] = [MissionLifeState.Queued, MissionLifeState.Cancelled, MissionLifeState.Expired],
        [MissionLifeState.DeadLettered] = [MissionLifeState.Queued],
    };

    private static MissionLifeState[] FromHeld =>
    [
        MissionLifeState.Queued, MissionLifeState.Retrying, MissionLifeState.Succeeded, MissionLifeState.Failed,
        MissionLifeState.DeadLettered, MissionLifeState.Cancelled, MissionLifeState.Expired,
    ];

    /// <summary>True when a mission may go from one state to the other.</summary>
    public static bool Allows(MissionLifeState from, MissionLifeState to) => Table.TryGetValue(from, out var targets) && targets.Contains(to);
}

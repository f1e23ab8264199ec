using System.Text.Json;

namespace Corporation.Contracts.Missions;

/// <summary>Facts about the life states that every reader must agree on.</summary>
public static class MissionLifeStates
{
    private static readonly Dictionary<MissionLifeState, string> WireNames =
        Enum.GetValues<MissionLifeState>().ToDictionary(state => state, state => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString()));

    /// <summary>True when nothing more happens to a mission by itself; only a requeue leaves <see cref="MissionLifeState.DeadLettered"/>.</summary>
    public static bool IsTerminal(this MissionLifeState state) => state
        is MissionLifeState.Succeeded
        or MissionLifeState.Failed
        or MissionLifeState.DeadLettered
        or MissionLifeState.Cancelled
        or MissionLifeState.Expired;

    /// <summary>True while a factory holds the claim.</summary>
    public static bool IsHeld(this MissionLifeState state) => state is MissionLifeState.Claimed or MissionLifeState.Running;

    /// <summary>The state as messages, the API and the command line spell it: <c>dead_lettered</c>.</summary>
    public static string WireName(this MissionLifeState state) => WireNames[state];
}

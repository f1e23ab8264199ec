using Corporation.Contracts.Missions;

namespace Corporation.Cli.Showing;

/// <summary>States and events in words and colours.</summary>
internal static class StateText
{
    /// <summary>The state as Spectre markup.</summary>
    public static string Markup(MissionLifeState state) => $"[{Color(state)}]{state.WireName()}[/]";

    /// <summary>The event as Spectre markup, in the colour of the state that it leads to.</summary>
    public static string EventMarkup(string name) => $"[{EventColor(name)}]{Spectre.Console.Markup.Escape(name)}[/]";

    private static string Color(MissionLifeState state) => state switch
    {
        MissionLifeState.Succeeded => "green",
        MissionLifeState.Failed or MissionLifeState.DeadLettered => "red",
        MissionLifeState.Cancelled or MissionLifeState.Expired => "grey",
        MissionLifeState.Running => "aqua",
        MissionLifeState.Claimed => "blue",
        MissionLifeState.Retrying => "yellow",
        _ => "default",
    };

    private static string EventColor(string name) => name switch
    {
        MissionEventNames.Succeeded => "green",
        MissionEventNames.Failed or MissionEventNames.DeadLettered => "red",
        MissionEventNames.AttemptFailed or MissionEventNames.AttemptTimedOut or MissionEventNames.LeaseLapsed => "red",
        MissionEventNames.RetryScheduled or MissionEventNames.Released or MissionEventNames.CancelRequested => "yellow",
        MissionEventNames.Cancelled or MissionEventNames.Expired or MissionEventNames.Discarded => "grey",
        MissionEventNames.Started => "aqua",
        MissionEventNames.Claimed => "blue",
        _ => "default",
    };
}

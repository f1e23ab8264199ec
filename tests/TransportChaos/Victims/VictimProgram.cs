namespace Corporation.TransportChaos.Victims;

/// <summary>This program as a process that is to be killed.</summary>
internal static class VictimProgram
{
    /// <summary>The first argument of such a process; the second one is its plan.</summary>
    public const string Word = "victim";

    public static async Task<int> RunAsync(string json)
    {
        var plan = VictimPlan.Parse(json);
        await (plan.Role == VictimRole.Producer ? ProducerVictim.RunAsync(plan, TimeProvider.System) : ConsumerVictim.RunAsync(plan, TimeProvider.System));
        return 0;
    }
}

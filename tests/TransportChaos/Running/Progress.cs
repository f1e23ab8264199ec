using Corporation.TransportChaos.Striking;
using Corporation.TransportChaos.Victims;

namespace Corporation.TransportChaos.Running;

/// <summary>How far a run is, in one line.</summary>
internal static class Progress
{
    // Close enough, and much quicker than to read them.
    private const int SendingBytes = 65;
    private const int HandlingBytes = 75;

    public static string Describe(Fleet fleet, Striker striker)
    {
        var sent = Size(fleet.PlansOf(VictimRole.Producer)) / SendingBytes;
        var handled = Size(fleet.PlansOf(VictimRole.Consumer)) / HandlingBytes;
        var strikes = Enum.GetValues<StrikeKind>().Where(kind => striker.Count(kind) > 0).Select(kind => $"{kind} {striker.Count(kind)}");
        return $"about {sent} sent, {handled} handled; {string.Join(", ", strikes)}";
    }

    private static long Size(IEnumerable<VictimPlan> plans) => plans.Sum(plan => new FileInfo(plan.LedgerFile).Length);
}

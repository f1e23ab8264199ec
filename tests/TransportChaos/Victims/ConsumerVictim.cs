using Corporation.TransportChaos.Ledgers;
using Microsoft.Extensions.Hosting;

namespace Corporation.TransportChaos.Victims;

/// <summary>A process that consumes until it is told to stop (SIGTERM) or killed.</summary>
internal static class ConsumerVictim
{
    public static async Task RunAsync(VictimPlan plan, TimeProvider time)
    {
        using var ledger = new LedgerFile(plan.LedgerFile);
        using var leases = new LeaseWatch(ledger.LeasesLost);
        var handler = new ParcelHandler(handling => ledger.Handled(handling), handling => ledger.Thrown(handling), plan.HandlingDuration, time);
        using var host = VictimBus.Build(plan, bus => VictimBus.ConfigureEndpoints(bus, plan, handler));

        using var ended = new CancellationTokenSource();
        await host.StartAsync();
        ledger.Begun();
        var watching = new StallWatch(plan.LeaseDuration / 3, ledger.Stalled, time).RunAsync(ended.Token);
        await host.WaitForShutdownAsync();
        await ended.CancelAsync();
        await watching;
    }
}

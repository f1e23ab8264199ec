using Corporation.TransportChaos.Ledgers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Corporation.TransportChaos.Victims;

/// <summary>A process that sends until its messages are sent, it is told to stop (SIGTERM), or it is killed.</summary>
internal sealed class ProducerVictim(VictimPlan plan, ParcelSender sender, BacklogLimit backlog, CancellationToken stopping)
{
    private int _lastNumber;

    public static async Task RunAsync(VictimPlan plan, TimeProvider time)
    {
        using var ledger = new LedgerFile(plan.LedgerFile);
        using var host = VictimBus.Build(plan, _ => { });
        await host.StartAsync();
        ledger.Begun();

        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var backlog = new BacklogLimit(host.Services.GetRequiredService<IRedisStreamsQueues>(), plan.LongestBacklog, time);
        var watching = backlog.WatchAsync(ended.Token);
        await new ProducerVictim(plan, new ParcelSender(plan, host.Services, ledger, time), backlog, stopping).SendAllAsync();

        await ended.CancelAsync();
        await watching;
        await host.StopAsync();
    }

    private Task SendAllAsync() => Task.WhenAll(Enumerable.Range(0, plan.Senders).Select(chain => Task.Run(() => SendChainAsync(chain))));

    private async Task SendChainAsync(int chain)
    {
        while (!stopping.IsCancellationRequested)
        {
            await backlog.WaitAsync();
            var number = Interlocked.Increment(ref _lastNumber);
            if (number > plan.Messages || stopping.IsCancellationRequested)
                return;
            await sender.SendAsync(number, chain);
        }
    }
}

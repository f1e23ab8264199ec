using System.Diagnostics;
using Corporation.LocalServers;
using Corporation.TransportChaos.Judging;
using Corporation.TransportChaos.Ledgers;
using Corporation.TransportChaos.Striking;
using Corporation.TransportChaos.Victims;

namespace Corporation.TransportChaos.Running;

/// <summary>One run: processes that send and consume over a server, all of them struck again and again, and the verdict.</summary>
/// <param name="plan">What to do.</param>
/// <param name="folder">For ledgers and logs.</param>
/// <param name="note">Told what happens.</param>
/// <param name="time">For pauses.</param>
internal sealed class ChaosRun(ChaosPlan plan, string folder, Action<string> note, TimeProvider time)
{
    private const string VirtualHost = "chaos";

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan NoteInterval = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _watch = Stopwatch.StartNew();

    public async Task<Verdict> RunAsync(CancellationToken cancellationToken)
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions { AppendOnly = true, AppendFsync = "always" }, cancellationToken);
        await using var fleet = new Fleet(folder, plan.Seed, time);
        await using var end = await EndState.ConnectAsync(server, VirtualHost, time);
        await StartAsync(fleet, server, end, cancellationToken);

        using var striker = new Striker(plan, server, fleet, time);
        using var stopStriking = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var stopWatching = new CancellationTokenSource();
        var watching = end.WatchAsync(plan.LeaseDuration / 3, striker.NoteStall, stopWatching.Token);
        var striking = striker.RunAsync(stopStriking.Token);
        await SendAsync(fleet, striker, striking, cancellationToken);
        await stopStriking.CancelAsync();
        await striking;
        cancellationToken.ThrowIfCancellationRequested();

        note($"{_watch.Elapsed.TotalSeconds:0.0} s: everything is sent; {striker.Journal.Count} strikes. Waiting until it is handled");
        var unfinished = await end.WaitUntilDrainedAsync(plan.DrainPatience, plan.WaitsForReaping ? plan.Consumers : null, cancellationToken);
        foreach (var consumer in fleet.Consumers)
            await consumer.StopAsync();
        await stopWatching.CancelAsync();
        await watching;

        var evidence = new Evidence(fleet.PlansOf(VictimRole.Producer), fleet.PlansOf(VictimRole.Consumer), striker.Journal, await end.ReadErrorQueuesAsync(), plan.LeaseDuration);
        await File.WriteAllLinesAsync(Path.Combine(folder, "strikes.log"), striker.Journal.Select(strike => strike.ToString()), cancellationToken);
        var leftovers = await end.FindLeftoversAsync(plan.WaitsForReaping);
        return new Judge(evidence).Decide([.. unfinished, .. leftovers], _watch.Elapsed);
    }

    private async Task StartAsync(Fleet fleet, RedisServer server, EndState end, CancellationToken cancellationToken)
    {
        for (var i = 0; i < plan.Consumers; i++)
            await fleet.AddAsync((number, file) => PlanOf(VictimRole.Consumer, number, file, server), VictimRole.Consumer, cancellationToken);
        await end.WaitUntilDeclaredAsync(plan.Mix.Keys.SelectMany(Route.Of).Distinct(), cancellationToken);
        for (var i = 0; i < plan.Producers; i++)
        {
            var share = plan.Messages is { } all ? all / plan.Producers + (i < all % plan.Producers ? 1 : 0) : int.MaxValue;
            var deduplicates = i % 2 == 0;
            await fleet.AddAsync(
                (number, file) => PlanOf(VictimRole.Producer, number, file, server) with { Messages = share, Deduplicates = deduplicates },
                VictimRole.Producer,
                cancellationToken);
        }
    }

    private VictimPlan PlanOf(VictimRole role, int number, string ledgerFile, RedisServer server) => new()
    {
        Role = role,
        Number = number,
        Server = server.Url,
        VirtualHost = VirtualHost,
        LedgerFile = ledgerFile,
        LeaseDuration = plan.LeaseDuration,
        Mix = plan.Mix,
        Senders = plan.SendersPerProducer,
        HandlingDuration = plan.HandlingDuration,
    };

    /// <summary>Until the number of messages is reached, or every strike was done.</summary>
    private async Task SendAsync(Fleet fleet, Striker striker, Task striking, CancellationToken cancellationToken)
    {
        var noted = _watch.Elapsed;
        while (!(plan.Messages is null ? striking.IsCompleted : fleet.HaveProducersEnded()))
        {
            await Task.Delay(Glance, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
                return;
            if (striking.IsFaulted)
                await striking;
            if (_watch.Elapsed - noted < NoteInterval)
                continue;
            noted = _watch.Elapsed;
            note($"{noted.TotalSeconds:0} s: {Progress.Describe(fleet, striker)}");
        }

        foreach (var producer in fleet.Producers)
        {
            if (plan.Messages is null)
                await producer.StopAsync();
            else
                await producer.WaitForEndAsync(TimeSpan.Zero);
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Corporation.Cli.Invoking;
using Corporation.Cli.NodeHosting;
using Corporation.Cli.Observing;
using Corporation.Cli.Scratching;
using Corporation.Client;
using Corporation.Hq;

namespace Corporation.Cli.Benchmarking;

/// <summary>One benchmark from the empty node to the last line.</summary>
internal sealed class BenchRun(Invocation invocation, BenchPlan plan)
{
    private const string FactoryId = "bench-factory";
    private const int SingleSubmits = 300;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var folder = new ScratchFolder("corp-bench", plan.KeepsState, invocation);
        await using var running = await RunningNode.StartAsync(
            new StandaloneNodeOptions { StateFolder = folder.Sub("state"), Url = "http://127.0.0.1:0", FactoryId = FactoryId, QuietLogs = true },
            invocation.Time,
            cancellationToken);
        var client = MissionClientModule.Connect(running.Url);

        Say(string.Create(CultureInfo.InvariantCulture, $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} CPUs, {RuntimeInformation.FrameworkDescription}; client and node in one process, over HTTP"));
        BenchSummary summary;
        // The feed ends before the node does: an open stream would hold up the node's stop.
        await using (var feed = new EventFeed(client, after: 0, onEvent: null))
            summary = await MeasureAsync(new BenchNode(client, feed, plan.ReadBackByEvents), cancellationToken);

        await running.StopAsync();
        if (invocation.Json)
            invocation.WriteJson(summary);
        return ExitCodes.Done;
    }

    private async Task<BenchSummary> MeasureAsync(BenchNode node, CancellationToken cancellationToken)
    {
        var (warm, _) = await ThroughputBench.RunAsync(node, plan.InFlight, plan.WarmUpTime, cancellationToken);
        Say(string.Create(CultureInfo.InvariantCulture, $"warm-up: {warm:0} missions/s over {plan.WarmUpTime.TotalSeconds:0} s"));

        var (perSecond, roundTrip) = await ThroughputBench.RunAsync(node, plan.InFlight, plan.MeasureTime, cancellationToken);
        Say(string.Create(CultureInfo.InvariantCulture, $"sustained: {perSecond:0} missions/s submit to succeeded, {plan.InFlight} in flight, over {plan.MeasureTime.TotalSeconds:0} s"));
        Say($"  round trip: {roundTrip}");

        var idle = await IdleBench.MeasureStartAsync(node, plan.IdleMissions, cancellationToken);
        Say($"idle, submit to running: {idle}");

        var lists = plan.StoredMissions == 0 ? null : await MeasureStoredAsync(node, cancellationToken);
        return new BenchSummary(Math.Round(perSecond, 1), idle.Ms(50), idle.Ms(99), lists?.Ms(95));
    }

    private async Task<Latencies> MeasureStoredAsync(BenchNode node, CancellationToken cancellationToken)
    {
        Say($"one submit, few stored: {await IdleBench.MeasureSubmitAsync(node, SingleSubmits, cancellationToken)}");
        var before = Memory();
        var filling = Stopwatch.StartNew();
        await ListBench.FillAsync(node, plan.StoredMissions, _ => { }, cancellationToken);
        var after = Memory();
        Say(string.Create(CultureInfo.InvariantCulture, $"filled to {plan.StoredMissions} stored missions in {filling.Elapsed.TotalSeconds:0} s"));
        Say(string.Create(CultureInfo.InvariantCulture, $"memory: working set {before.WorkingSet} to {after.WorkingSet} MiB, live heap {before.Heap} to {after.Heap} MiB"));
        Say($"one submit, {plan.StoredMissions} stored: {await IdleBench.MeasureSubmitAsync(node, SingleSubmits, cancellationToken)}");

        var all = new Latencies();
        foreach (var (name, latencies) in await ListBench.MeasureAsync(node, FactoryId, all, cancellationToken))
            Say($"list page, {name}: {latencies}");
        Say($"list page, all: {all}");
        return all;
    }

    private static (long WorkingSet, long Heap) Memory()
    {
        const long Mebibyte = 1024 * 1024;
        var heap = GC.GetTotalMemory(forceFullCollection: true) / Mebibyte;
        return (Environment.WorkingSet / Mebibyte, heap);
    }

    private void Say(string message)
    {
        if (invocation.Json)
            invocation.Note(message);
        else
            invocation.World.Out.WriteLine(message);
    }
}

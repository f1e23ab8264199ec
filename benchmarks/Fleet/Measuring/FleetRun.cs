using System.Globalization;
using System.Runtime.InteropServices;
using Corporation.Cli.Benchmarking;
using Corporation.Cli.Observing;
using Corporation.FleetBench.Accounting;
using Corporation.FleetBench.Planning;
using Corporation.FleetBench.Serving;

namespace Corporation.FleetBench.Measuring;

/// <summary>One benchmark of a whole fleet, from the empty machine to the figures.</summary>
internal sealed class FleetRun(FleetPlan plan, TextWriter notes)
{
    private static readonly string[] Factories = ["one", "two"];

    public async Task<FleetSummary> RunAsync(CancellationToken cancellationToken)
    {
        await using var fleet = await FleetUnderTest.StartAsync(Factories, cancellationToken);
        await SayAsync($"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} CPUs, {RuntimeInformation.FrameworkDescription}");
        await SayAsync($"PostgreSQL (fsync on), Redis (AOF), {fleet.Headquarters.Count} HQs, {Factories.Length} factories and the client on this machine; missions go to both HQs in turn");

        // What one HQ's stream shows has happened at both.
        await using var feed = new EventFeed(fleet.Clients[0], after: 0, onEvent: null);
        var nodes = fleet.Clients.Select(client => new BenchNode(client, feed, readBackByEvents: true)).ToList();

        var (warm, _) = await ThroughputAsync(nodes, plan.WarmUpTime, cancellationToken);
        await SayAsync($"warm-up: {warm:0} missions/s over {plan.WarmUpTime.TotalSeconds:0} s");

        var before = await FleetReading.TakeAsync(fleet, cancellationToken);
        var (perSecond, roundTrip) = await ThroughputAsync(nodes, plan.MeasureTime, cancellationToken);
        var after = await FleetReading.TakeAsync(fleet, cancellationToken);
        await SayAsync($"sustained: {perSecond:0} missions/s submit to succeeded, {plan.InFlight} in flight, over {plan.MeasureTime.TotalSeconds:0} s");
        await SayAsync($"  round trip: {roundTrip}");
        foreach (var line in MissionCost.Lines(before, after, Math.Max(1, (long)(perSecond * plan.MeasureTime.TotalSeconds))))
            await notes.WriteLineAsync(line);

        var idle = await IdleAsync(nodes, cancellationToken);
        await SayAsync($"idle, submit to running: {idle}");

        var crash = plan.CrashMissions == 0 ? null : await CrashTurn.MeasureAsync(fleet, plan.CrashMissions, cancellationToken);
        if (crash is not null)
            await SayAsync($"factory killed, to its missions offered again: {crash}");

        return new FleetSummary(Math.Round(perSecond, 1), idle.Ms(50), idle.Ms(99), crash is null ? null : Math.Round(crash.Ms(99) / 1000, 1));
    }

    private async Task<(double PerSecond, Latencies RoundTrip)> ThroughputAsync(
        IReadOnlyList<BenchNode> nodes, TimeSpan time, CancellationToken cancellationToken)
    {
        var sides = await Task.WhenAll(nodes.Select(node =>
            ThroughputBench.RunAsync(node, plan.InFlight / nodes.Count, time, cancellationToken)));
        var all = new Latencies();
        foreach (var (_, roundTrip) in sides)
            all.Add(roundTrip);
        return (sides.Sum(side => side.PerSecond), all);
    }

    private async Task<Latencies> IdleAsync(IReadOnlyList<BenchNode> nodes, CancellationToken cancellationToken)
    {
        var all = new Latencies();
        foreach (var node in nodes)
            all.Add(await IdleBench.MeasureStartAsync(node, plan.IdleMissions / nodes.Count, cancellationToken));
        return all;
    }

    private Task SayAsync(FormattableString text) => notes.WriteLineAsync(text.ToString(CultureInfo.InvariantCulture));
}

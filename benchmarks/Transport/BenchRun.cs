using Corporation.TransportBench.Measuring;
using Corporation.TransportBench.Planning;
using Corporation.TransportBench.Serving;
using Corporation.TransportBench.Summing;
using Corporation.TransportBench.UnderTest;

namespace Corporation.TransportBench;

/// <summary>
/// One benchmark from the first server to the last message. All transports run in this one process and take turns (A B C D A B C D …),
/// so that a disturbance of the machine meets all of them, and so that the code they share is compiled once for all.
/// </summary>
internal sealed class BenchRun(BenchPlan plan, BenchReport report, TimeProvider time)
{
    private const int WarmUpPublishers = 64;

    private readonly TurnRunner _runner = new(time, report.Note);
    private readonly BenchResults _results = new();

    public async Task<BenchResults> RunAsync(CancellationToken cancellationToken)
    {
        MassTransitCatalog.WriteCompactJson();
        await using var fleet = await TransportFleet.StartAsync(plan, cancellationToken);
        foreach (var transport in fleet.Transports)
            _results.Versions[transport.Key] = transport.Broker?.Version ?? "no server";
        report.WriteMachine(plan, _results);

        await MeasureTogetherAsync(fleet.Transports, cancellationToken);
        await MeasureAloneAsync([.. fleet.Transports.Where(transport => !transport.FlushesAlways)], cancellationToken);

        _results.Close(_runner, fleet.Transports);
        return _results;
    }

    /// <summary>All transports are started, one of them at a time is busy.</summary>
    private async Task MeasureTogetherAsync(IReadOnlyList<ITransportUnderTest> transports, CancellationToken cancellationToken)
    {
        foreach (var transport in transports)
        {
            await transport.StartAsync(endpoints: 1, cancellationToken);
            await WarmUpAsync(transport, cancellationToken);
        }

        IReadOnlyList<ITransportUnderTest> usual = [.. transports.Where(transport => !transport.FlushesAlways)];
        if (plan.Parts.Contains(BenchPart.Throughput))
            await MeasureThroughputAsync(transports, cancellationToken);
        if (plan.Parts.Contains(BenchPart.Latency))
            await MeasureLatencyAsync(usual, cancellationToken);
        if (plan.Parts.Contains(BenchPart.Backlog))
            await MeasureBacklogAsync(usual, cancellationToken);
        if (plan.Parts.Contains(BenchPart.Soak))
            await SoakAsync(usual, cancellationToken);

        foreach (var transport in transports)
            await transport.StopAsync();
    }

    /// <summary>Only one transport at a time is started.</summary>
    private async Task MeasureAloneAsync(IReadOnlyList<ITransportUnderTest> transports, CancellationToken cancellationToken)
    {
        if (plan.Parts.Contains(BenchPart.Idle))
        {
            var turn = new IdleTurn(_runner, time);
            report.Note("idle: nothing started");
            _results.IdleCpuPercentOfNothing = await turn.MeasureCpuAsync(plan.Idle.Watching, cancellationToken);
            foreach (var transport in transports)
            {
                report.Note($"idle: {transport.Key}");
                await transport.StartAsync(endpoints: 1, cancellationToken);
                _results.Idle[transport.Key] = await turn.RunAsync(transport, plan.Idle, cancellationToken);
                await transport.StopAsync();
            }
        }

        if (!plan.Parts.Contains(BenchPart.Endpoints))
            return;

        foreach (var transport in transports.Where(transport => transport.HasEndpoints))
        {
            report.Note($"{plan.Endpoints} endpoints: {transport.Key}");
            var turn = new EndpointsTurn(_runner, time);
            _results.Endpoints[transport.Key] = await turn.RunAsync(transport, plan.Endpoints, plan.Idle, cancellationToken);
        }
    }

    private async Task WarmUpAsync(ITransportUnderTest transport, CancellationToken cancellationToken)
    {
        var size = new TurnSize(plan.WarmUpMessages, TimeSpan.MaxValue);
        var reading = await new ThroughputTurn(_runner).RunAsync(transport, WarmUpPublishers, size, cancellationToken);
        var body = transport.Reception.BodyBytes;
        report.Note($"warm-up: {transport.Key}, {size.Messages} messages at {reading.PerSecond:0}/s, body {body} bytes");
    }

    private async Task MeasureThroughputAsync(IReadOnlyList<ITransportUnderTest> transports, CancellationToken cancellationToken)
    {
        var turn = new ThroughputTurn(_runner);
        for (var round = 1; round <= plan.Rounds; round++)
        {
            foreach (var publishers in BenchPlan.Publishers)
            {
                foreach (var transport in transports)
                {
                    var reading = await turn.RunAsync(transport, publishers, plan.Turn, cancellationToken);
                    _results.Throughput.Add(publishers, transport.Key, reading);
                }

                var turns = _results.Throughput.Last(publishers);
                report.NoteTurns($"round {round}, {publishers} publishers", turns, reading => $"{reading.PerSecond:0}/s");
            }
        }
    }

    private async Task MeasureLatencyAsync(IReadOnlyList<ITransportUnderTest> transports, CancellationToken cancellationToken)
    {
        var turn = new PacedTurn(_runner);
        for (var round = 1; round <= plan.Rounds; round++)
        {
            foreach (var rate in BenchPlan.Rates)
            {
                foreach (var transport in transports)
                    _results.Latency.Add(rate, transport.Key, await turn.RunAsync(transport, rate, plan.PacedTime, cancellationToken));

                var turns = _results.Latency.Last(rate);
                report.NoteTurns($"round {round}, {rate}/s", turns, reading => $"p99 {reading.Latency?.P99:0.00} ms");
            }
        }
    }

    private async Task MeasureBacklogAsync(IReadOnlyList<ITransportUnderTest> transports, CancellationToken cancellationToken)
    {
        var turn = new BacklogTurn(_runner);
        foreach (var transport in transports)
        {
            report.Note($"backlog of {plan.SmallBacklog} and {plan.BacklogMessages}: {transport.Key}");
            var small = await turn.RunAsync(transport, plan.SmallBacklog, cancellationToken);
            _results.Backlog[transport.Key] = (small, await turn.RunAsync(transport, plan.BacklogMessages, cancellationToken));
        }
    }

    private async Task SoakAsync(IReadOnlyList<ITransportUnderTest> transports, CancellationToken cancellationToken)
    {
        var soak = new Soak(_runner, plan.Turn);
        foreach (var transport in transports)
        {
            _results.Soak[transport.Key] = await soak.RunAsync(
                transport, plan.SoakMessages, sample => report.NoteSample(transport.Key, sample), cancellationToken);
        }
    }
}

using System.Diagnostics;
using Corporation.TransportBench.Resources;
using Corporation.TransportBench.UnderTest;

namespace Corporation.TransportBench.Measuring;

/// <summary>Publishes while the consumers hold still, then lets them work it off. What was prefetched waits in the consumers.</summary>
internal sealed class BacklogTurn(TurnRunner runner)
{
    private const int Publishers = 64;

    public async Task<BacklogReading> RunAsync(ITransportUnderTest transport, int messages, CancellationToken cancellationToken)
    {
        var ledger = runner.Begin(transport, messages);
        var memory = transport.Broker?.Memory;
        transport.Reception.CloseGate();

        var (start, begin) = (ResourceReading.Take(transport.Broker), Stopwatch.GetTimestamp());
        var all = ThroughputTurn.PublishAsync(transport, ledger, Publishers, TimeSpan.MaxValue, cancellationToken);
        await runner.AwaitPublishingAsync(transport, ledger, all, cancellationToken);
        var publishing = Stopwatch.GetElapsedTime(begin);
        var piled = ResourceReading.Take(transport.Broker);
        var brokerBytes = transport.Broker?.Memory - memory;

        var opened = Stopwatch.GetTimestamp();
        transport.Reception.OpenGate();
        await runner.DrainAsync(ledger, cancellationToken);
        var drained = ResourceReading.Take(transport.Broker);
        await runner.EndAsync(transport, ledger, (start, drained), cancellationToken);

        var times = ledger.TimesOfConsumption();
        var tenth = Math.Max(1, times.Length / 10);
        return new BacklogReading(
            messages,
            messages / publishing.TotalSeconds,
            Rate(times, opened, 0, times.Length),
            Rate(times, opened, 0, tenth),
            Rate(times, opened, times.Length - tenth, times.Length),
            piled.PerMessage(start, messages),
            drained.PerMessage(piled, messages),
            brokerBytes);
    }

    /// <summary>Messages per second between two consumptions.</summary>
    /// <param name="times">In order.</param>
    /// <param name="opened">Where it begins when <paramref name="from"/> is 0.</param>
    /// <param name="from">How many come before.</param>
    /// <param name="to">How many there are at its end.</param>
    internal static double Rate(long[] times, long opened, int from, int to)
    {
        if (times.Length == 0)
            return 0;

        var begin = from == 0 ? opened : times[from - 1];
        return (to - from) / Stopwatch.GetElapsedTime(begin, Math.Max(times[to - 1], begin + 1)).TotalSeconds;
    }
}

using System.Diagnostics;
using Corporation.TransportBench.Accounting;
using Corporation.TransportBench.Planning;
using Corporation.TransportBench.Resources;
using Corporation.TransportBench.UnderTest;

namespace Corporation.TransportBench.Measuring;

/// <summary>N publishers, each awaiting its publish before the next, until the turn has had its messages or its time.</summary>
internal sealed class ThroughputTurn(TurnRunner runner)
{
    public async Task<ThroughputReading> RunAsync(
        ITransportUnderTest transport, int publishers, TurnSize size, CancellationToken cancellationToken)
    {
        var ledger = runner.Begin(transport, size.Messages);
        var before = ResourceReading.Take(transport.Broker);
        var begin = Stopwatch.GetTimestamp();

        await runner.AwaitPublishingAsync(
            transport, ledger, PublishAsync(transport, ledger, publishers, size.Time, cancellationToken), cancellationToken);
        var published = Stopwatch.GetElapsedTime(begin);
        await runner.DrainAsync(ledger, cancellationToken);

        // Before the pause at the end of the turn; the last acknowledgements may be missing, a hundred of thousands.
        var after = ResourceReading.Take(transport.Broker);
        var took = Stopwatch.GetElapsedTime(begin, Math.Max(ledger.LastConsumption(), begin + 1));
        await runner.EndAsync(transport, ledger, (before, after), cancellationToken);
        return new ThroughputReading(
            ledger.Consumed / took.TotalSeconds,
            ledger.HandedOut / published.TotalSeconds,
            after.PerMessage(before, Math.Max(1, ledger.Consumed)));
    }

    /// <summary>Returns when the messages or the time are used up, and every publish has ended.</summary>
    public static Task PublishAsync(
        ITransportUnderTest transport, MessageLedger ledger, int publishers, TimeSpan time, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        return Task.WhenAll(Enumerable.Range(0, publishers).Select(_ => Task.Run(PublishOneByOneAsync, cancellationToken)));

        bool IsOver() => cancellationToken.IsCancellationRequested || Stopwatch.GetElapsedTime(begin) >= time;

        async Task PublishOneByOneAsync()
        {
            while (!IsOver() && ledger.TryHandOut(out var sequence))
                await TurnRunner.PublishAsync(transport, ledger, sequence);
        }
    }
}

using System.Diagnostics;
using Corporation.TransportBench.Accounting;
using Corporation.TransportBench.Resources;
using Corporation.TransportBench.UnderTest;

namespace Corporation.TransportBench.Measuring;

/// <summary>
/// Publishes at a fixed rate whatever the transport does (open loop), and measures from when each message was due: a stall counts for
/// every message that it held up, not only for the one that met it.
/// </summary>
internal sealed class PacedTurn(TurnRunner runner)
{
    /// <summary>Accounted for but not measured: the first messages wake up caches and sockets after another's turn.</summary>
    private static readonly TimeSpan LeadIn = TimeSpan.FromMilliseconds(500);

    public async Task<PacedReading> RunAsync(
        ITransportUnderTest transport, int perSecond, TimeSpan time, CancellationToken cancellationToken)
    {
        var lead = (int)(LeadIn.TotalSeconds * perSecond);
        var count = lead + Math.Max(1, (int)(time.TotalSeconds * perSecond));
        var ledger = runner.Begin(transport, count);
        var sent = new Task[count];
        var calledAt = new long[count];
        var before = ResourceReading.Take(transport.Broker);

        var pacer = new Pacer(perSecond, count);
        await pacer.RunAsync(
            index =>
            {
                ledger.TryHandOut(out var sequence);
                calledAt[sequence] = Stopwatch.GetTimestamp();
                sent[sequence] = TurnRunner.PublishAsync(transport, ledger, sequence);
            },
            cancellationToken);
        await runner.AwaitPublishingAsync(transport, ledger, Task.WhenAll(sent), cancellationToken);
        await runner.DrainAsync(ledger, cancellationToken);
        var after = ResourceReading.Take(transport.Broker);
        await runner.EndAsync(transport, ledger, (before, after), cancellationToken);

        return Read(ledger, pacer, calledAt, lead, after.PerMessage(before, count));
    }

    private static PacedReading Read(MessageLedger ledger, Pacer pacer, long[] calledAt, int lead, MessageCost cost)
    {
        var (latencies, fromPublish, lateness) = (new Latencies(), new Latencies(), new Latencies());
        for (var sequence = lead; sequence < calledAt.Length; sequence++)
        {
            var due = pacer.Due(sequence);
            lateness.Add(due, calledAt[sequence]);
            // A lost message has no latency; that it is missing is in the account.
            if (ledger.ConsumedAt(sequence) is not (var consumed and not 0))
                continue;

            latencies.Add(due, consumed);
            fromPublish.Add(calledAt[sequence], consumed);
        }

        return new PacedReading(latencies.Read(), fromPublish.Read(), lateness.Read(), cost);
    }
}

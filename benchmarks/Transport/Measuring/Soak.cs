using Corporation.TransportBench.Planning;
using Corporation.TransportBench.UnderTest;

namespace Corporation.TransportBench.Measuring;

/// <summary>Many throughput turns in a row, each accounted for in full, with samples of the memory between them.</summary>
internal sealed class Soak(TurnRunner runner, TurnSize part)
{
    private const int Publishers = 64;
    private const int Samples = 20;

    public async Task<IReadOnlyList<SoakSample>> RunAsync(
        ITransportUnderTest transport, long messages, Action<SoakSample> onSample, CancellationToken cancellationToken)
    {
        var turn = new ThroughputTurn(runner);
        var samples = new List<SoakSample>();
        var done = 0L;
        while (done < messages)
        {
            var size = part with { Messages = (int)Math.Min(part.Messages, messages - done), Time = TimeSpan.MaxValue };
            var reading = await turn.RunAsync(transport, Publishers, size, cancellationToken);
            done += size.Messages;
            if (done < messages && done * Samples / messages <= samples.Count)
                continue;

            samples.Add(Sample(transport, done, reading.PerSecond));
            onSample(samples[^1]);
        }

        return samples;
    }

    private static SoakSample Sample(ITransportUnderTest transport, long done, double perSecond)
    {
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        return new SoakSample(done, perSecond, heap, Environment.WorkingSet, transport.Broker?.Memory);
    }
}

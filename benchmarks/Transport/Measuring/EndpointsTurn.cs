using System.Diagnostics;
using Corporation.TransportBench.Planning;
using Corporation.TransportBench.UnderTest;

namespace Corporation.TransportBench.Measuring;

/// <summary>Starts a transport with many endpoints, watches them idle, and sends to one of them.</summary>
internal sealed class EndpointsTurn(TurnRunner runner, TimeProvider time)
{
    public async Task<EndpointsReading> RunAsync(
        ITransportUnderTest transport, int endpoints, IdleSize size, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        await transport.StartAsync(endpoints, cancellationToken);
        var start = Stopwatch.GetElapsedTime(begin);

        var idle = await new IdleTurn(runner, time).RunAsync(transport, size, cancellationToken);

        begin = Stopwatch.GetTimestamp();
        await transport.StopAsync();
        return new EndpointsReading(endpoints, start, idle, Stopwatch.GetElapsedTime(begin));
    }
}

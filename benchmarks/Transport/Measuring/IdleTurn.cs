using System.Diagnostics;
using Corporation.TransportBench.Planning;
using Corporation.TransportBench.Resources;
using Corporation.TransportBench.UnderTest;

namespace Corporation.TransportBench.Measuring;

/// <summary>
/// Watches a started transport that has nothing to do, with all others stopped: CPU can't be told apart within a process.
/// </summary>
internal sealed class IdleTurn(TurnRunner runner, TimeProvider time)
{
    private const int WakesPerSecond = 20;

    /// <summary>After the start: connections introduce themselves and the heap comes to rest.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>CPU of one core in percent, of this process.</summary>
    public async Task<double> MeasureCpuAsync(TimeSpan watching, CancellationToken cancellationToken)
    {
        GC.Collect();
        await Task.Delay(Settling, time, cancellationToken);
        var (cpu, begin) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await Task.Delay(watching, time, cancellationToken);
        return (Environment.CpuUsage.TotalTime - cpu) / Stopwatch.GetElapsedTime(begin) * 100;
    }

    public async Task<IdleReading> RunAsync(ITransportUnderTest transport, IdleSize size, CancellationToken cancellationToken)
    {
        await Task.Delay(Settling, time, cancellationToken);
        var broker = transport.Broker;
        var connections = broker is null ? 0 : OpenConnections.To(broker.Port);

        var (before, begin) = (broker is null ? null : await broker.CountCommandsAsync(), Stopwatch.GetTimestamp());
        var cpu = await MeasureCpuAsync(size.Watching, cancellationToken);
        var (after, seconds) = (broker is null ? null : await broker.CountCommandsAsync(), Stopwatch.GetElapsedTime(begin).TotalSeconds);

        var commands = before is null ? null : after?.Since(before);
        var waking = await new PacedTurn(runner).RunAsync(transport, WakesPerSecond, size.Waking, cancellationToken);
        return new IdleReading(
            cpu,
            commands?.Sum(command => command.Value) / seconds,
            commands is null ? "" : string.Join(", ", commands.Select(command => $"{command.Value} {command.Key}")),
            connections,
            waking);
    }
}

using System.Diagnostics;
using Corporation.TransportBench.Serving;

namespace Corporation.TransportBench.Resources;

/// <summary>What has been spent so far by this process, by the broker and by everybody on this machine.</summary>
/// <param name="Timestamp">When, by <see cref="Stopwatch"/>.</param>
/// <param name="ClientCpu">Of this process: publishers, consumers, the benchmark itself, the garbage collector and the JIT.</param>
/// <param name="BrokerCpu">Null without a broker.</param>
/// <param name="MachineCpu">Null where the system does not tell.</param>
/// <param name="AllocatedBytes">On the managed heap, by all threads.</param>
internal readonly record struct ResourceReading(
    long Timestamp, TimeSpan ClientCpu, TimeSpan? BrokerCpu, TimeSpan? MachineCpu, long AllocatedBytes)
{
    public static ResourceReading Take(Broker? broker) => new(
        Stopwatch.GetTimestamp(),
        Environment.CpuUsage.TotalTime,
        broker?.Cpu,
        ProcessStat.MachineCpu(),
        GC.GetTotalAllocatedBytes(precise: true));

    public MessageCost PerMessage(ResourceReading earlier, long messages) => new(
        (ClientCpu - earlier.ClientCpu).TotalMicroseconds / messages,
        (BrokerCpu - earlier.BrokerCpu)?.TotalMicroseconds / messages,
        (AllocatedBytes - earlier.AllocatedBytes) / 1024d / messages);

    /// <summary>How much of the machine others took meanwhile, in percent of all its processors.</summary>
    public double? OthersPercent(ResourceReading earlier)
    {
        var ours = ClientCpu - earlier.ClientCpu + ((BrokerCpu - earlier.BrokerCpu) ?? TimeSpan.Zero);
        var all = Stopwatch.GetElapsedTime(earlier.Timestamp, Timestamp) * Environment.ProcessorCount;
        return MachineCpu - earlier.MachineCpu - ours is { } others ? Math.Max(0, others / all * 100) : null;
    }
}

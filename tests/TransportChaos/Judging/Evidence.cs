using System.Diagnostics;
using Corporation.TransportChaos.Ledgers;
using Corporation.TransportChaos.Striking;
using Corporation.TransportChaos.Victims;

namespace Corporation.TransportChaos.Judging;

/// <summary>Everything that is known about a run.</summary>
/// <param name="Sends">Of all producers.</param>
/// <param name="Consumers">Each process that ever consumed.</param>
/// <param name="Strikes">What was done.</param>
/// <param name="ErrorCopies">What lies in the error queues at the end, by the queue that it failed in.</param>
/// <param name="LeaseTicks">How long a lease is, in ticks of the monotonic clock.</param>
internal sealed record Evidence(
    IReadOnlyDictionary<ParcelId, SendFate> Sends,
    IReadOnlyList<ConsumerAccount> Consumers,
    IReadOnlyList<Strike> Strikes,
    IReadOnlyDictionary<(string Queue, ParcelId Id), ErrorCopy> ErrorCopies,
    long LeaseTicks)
{
    public Evidence(
        IEnumerable<VictimPlan> producers,
        IEnumerable<VictimPlan> consumers,
        IReadOnlyList<Strike> strikes,
        IReadOnlyDictionary<(string Queue, ParcelId Id), ErrorCopy> errorCopies,
        TimeSpan leaseDuration)
        : this(
            producers.SelectMany(plan => ProducerAccount.Read(plan.LedgerFile, plan.Deduplicates)).ToDictionary(),
            [.. consumers.Select(plan => ConsumerAccount.Read(plan.Name, plan.LedgerFile))],
            strikes,
            errorCopies,
            (long)(leaseDuration.TotalSeconds * Stopwatch.Frequency))
    {
    }
}

using System.Collections.Concurrent;

namespace Corporation.FleetChaos.Delegating;

/// <summary>What HQs answered to submits: what they must keep.</summary>
internal sealed class SubmitLedger(string folder)
{
    private readonly ConcurrentDictionary<string, (MissionOrder Order, Guid Id)> _accepted = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _doubles = new();
    private readonly Lock _file = new();
    private long _refusals;

    public IReadOnlyCollection<(MissionOrder Order, Guid Id)> Accepted => [.. _accepted.Values];

    /// <summary>Keys for which HQs gave more than one mission.</summary>
    public IReadOnlyCollection<string> Doubles => _doubles;

    /// <summary>How often a submit was refused or got no answer, and was repeated.</summary>
    public long Refusals => Interlocked.Read(ref _refusals);

    public void Refused() => Interlocked.Increment(ref _refusals);

    public void Accept(MissionOrder order, Guid id)
    {
        var kept = _accepted.GetOrAdd(order.Key, (order, id));
        if (kept.Id != id)
            _doubles.Enqueue($"key {order.Key} gave mission {kept.Id} and mission {id}");
        lock (_file)
            File.AppendAllLines(Path.Combine(folder, "ledger.log"), [$"{order.Key} {id} {order.Submission.MissionKind}"]);
    }
}

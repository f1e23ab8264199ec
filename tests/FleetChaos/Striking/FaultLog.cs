using System.Collections.Concurrent;

namespace Corporation.FleetChaos.Striking;

/// <summary>What was done, and what was seen to go wrong while it was done.</summary>
internal sealed class FaultLog(string folder, Action<string> note, TimeProvider time)
{
    private readonly ConcurrentDictionary<FaultKind, int> _counts = new();
    private readonly ConcurrentQueue<FactoryDeath> _deaths = new();
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly Lock _file = new();
    private readonly long _begun = time.GetTimestamp();

    public IReadOnlyCollection<FactoryDeath> Deaths => _deaths;

    /// <summary>Promises that were broken in front of everybody.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public double Seconds => time.GetElapsedTime(_begun).TotalSeconds;

    public int Count(FaultKind kind) => _counts.GetValueOrDefault(kind);

    public void Begin(FaultKind kind) => Tell($"{kind} …");

    public void Done(FaultKind kind, string detail)
    {
        _counts.AddOrUpdate(kind, 1, (_, count) => count + 1);
        Tell($"{kind}: {detail}");
    }

    public void Missed(FaultKind kind, string reason) => Tell($"{kind} could not be made: {reason}");

    public void Died(IReadOnlyList<HeldAttempt> held) => _deaths.Enqueue(new FactoryDeath(time.GetUtcNow(), held));

    public void Complain(string what)
    {
        _complaints.Enqueue(what);
        Tell($"BROKEN: {what}");
    }

    public void Tell(string what)
    {
        var line = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Seconds,6:0.0} s  {what}");
        lock (_file)
            File.AppendAllLines(Path.Combine(folder, "faults.log"), [line]);
        note(line);
    }
}

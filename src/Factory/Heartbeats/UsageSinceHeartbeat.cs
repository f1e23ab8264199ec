using Corporation.Contracts.Reporting;
using Corporation.Factory.Relaying;

namespace Corporation.Factory.Heartbeats;

/// <summary>What attempts that ended have used and no heartbeat that was answered has told yet.</summary>
internal sealed class UsageSinceHeartbeat
{
    private readonly Lock _gate = new();
    private UsageSum _sum = new();

    public void Add(IReadOnlyList<UsageEntry> used)
    {
        lock (_gate)
        {
            foreach (var entry in used)
                _sum.Add(entry.Resource, entry.Unit, entry.Quantity);
        }
    }

    /// <summary>Takes all of it; <see cref="Add"/> gives back what HQ has not heard.</summary>
    public IReadOnlyList<UsageEntry> Take()
    {
        lock (_gate)
        {
            var taken = _sum.Entries;
            _sum = new();
            return taken;
        }
    }
}

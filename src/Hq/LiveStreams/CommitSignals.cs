using System.Runtime.InteropServices;
using Corporation.Contracts.Missions;
using Corporation.Hq.Sharing;
using Corporation.Sagas.FactoryLife;
using Corporation.Sagas.MissionLife;
using Corporation.SagaStore.Writing;

namespace Corporation.Hq.LiveStreams;

/// <summary>
/// Wakes those who wait for news of a mission, or of any. It carries no news itself: who is woken reads the database. So nothing is lost or
/// told twice, and a slow reader costs no memory.
/// </summary>
internal sealed class CommitSignals : ICommitObserver, INewsListener
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Entry> _missions = [];
    private readonly Pulse _all = new();
    private readonly Pulse _fleet = new();

    /// <summary>How many missions are being watched now.</summary>
    public int WatchedMissions
    {
        get
        {
            lock (_gate)
                return _missions.Count;
        }
    }

    /// <summary>Watches one mission until disposed.</summary>
    public MissionWatch Watch(Guid missionId)
    {
        lock (_gate)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_missions, missionId, out _);
            entry ??= new();
            entry.Watchers++;
            return new(this, missionId, entry);
        }
    }

    /// <summary>Completes at the next commit that brings an event. Take it before reading, await it after.</summary>
    public Task NextOfAny() => _all.Next();

    /// <summary>Completes at the next commit that brings an event of a factory. Take it before reading, await it after.</summary>
    public Task NextOfFleet() => _fleet.Next();

    public void FleetChanged() => _fleet.Fire();

    public void Committed(IReadOnlyList<object> insertedRows)
    {
        var anyEvent = false;
        var anyFactory = false;
        lock (_gate)
        {
            for (var index = 0; index < insertedRows.Count; index++)
            {
                switch (insertedRows[index])
                {
                    case MissionEvent row:
                        anyEvent = true;
                        Wake(row.MissionId, MissionEventNames.IsTerminal(row.Event));
                        break;
                    case StoredLogLine line:
                        Wake(line.MissionId, false);
                        break;
                    case FactoryEvent:
                        anyFactory = true;
                        break;
                }
            }
        }

        if (anyEvent)
            _all.Fire();
        if (anyFactory)
            _fleet.Fire();
    }

    public void CommittedElsewhere(IReadOnlyList<object> rows) => Committed(rows);

    public void LookForYourself()
    {
        lock (_gate)
        {
            foreach (var entry in _missions.Values)
            {
                entry.News.Fire();
                entry.End.Fire();
            }
        }

        _all.Fire();
        _fleet.Fire();
    }

    private void Wake(Guid missionId, bool ended)
    {
        if (_missions.Count == 0 || !_missions.TryGetValue(missionId, out var entry))
            return;

        entry.News.Fire();
        if (ended)
            entry.End.Fire();
    }

    private void Leave(Guid missionId, Entry entry)
    {
        lock (_gate)
        {
            if (--entry.Watchers == 0)
                _missions.Remove(missionId);
        }
    }

    internal sealed class Entry
    {
        public int Watchers { get; set; }
        public Pulse News { get; } = new();
        public Pulse End { get; } = new();
    }

    /// <summary>The right to be woken; dispose it, or the mission stays watched.</summary>
    internal sealed class MissionWatch(CommitSignals signals, Guid missionId, Entry entry) : IDisposable
    {
        private bool _left;

        /// <summary>Completes at the next commit with an event or log line of the mission. Take it before reading, await it after.</summary>
        public Task Next() => entry.News.Next();

        /// <summary>Completes at the next commit that ends the mission. Take it before reading, await it after.</summary>
        public Task NextEnd() => entry.End.Next();

        public void Dispose()
        {
            if (_left)
                return;
            _left = true;
            signals.Leave(missionId, entry);
        }
    }
}

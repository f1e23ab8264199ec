using System.Collections.Concurrent;
using System.Threading.Channels;
using Corporation.Contracts.Missions;
using Corporation.Hq.Fleet;
using Corporation.Hq.Sharing;
using Corporation.SagaStore.Writing;
using Corporation.Sagas.MissionLife;

namespace Corporation.Hq.Dispatching;

/// <summary>Remembers of which kinds something was queued or a slot became free, until the dispatcher looks.</summary>
internal sealed class BacklogSignal : ICommitObserver, INewsListener, IDisposable
{
    /// <summary>The HQ that committed something offers what comes of it; only if it dies in between, another one must.</summary>
    private static readonly TimeSpan OthersTime = TimeSpan.FromMilliseconds(100);

    private readonly FactoryDirectory _directory;
    private readonly ITimer _othersTimer;
    private readonly ConcurrentDictionary<string, bool> _kinds = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _othersKinds = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, object> _waiting = new(StringComparer.Ordinal);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private int _isOthersTimerSet;

    public BacklogSignal(FactoryDirectory directory, TimeProvider time)
    {
        _directory = directory;
        _othersTimer = time.CreateTimer(static state => ((BacklogSignal)state!).RaiseOthers(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc />
    public void Committed(IReadOnlyList<object> insertedRows)
    {
        foreach (var row in insertedRows)
        {
            // What is queued is offered with its own commit, and a slot that becomes free is of use only if something is known to wait.
            if (row is MissionEvent change && change.Event != MissionEventNames.Queued && MayMoveBacklog(change.Event)
                && (!MissionEventNames.IsTerminal(change.Event) || _waiting.ContainsKey(change.MissionKind)))
                Raise(change.MissionKind);
        }
    }

    /// <inheritdoc />
    public void CommittedElsewhere(IReadOnlyList<object> rows)
    {
        // By mission its kind: those that were not offered with the commit that queued them.
        var queued = new Dictionary<Guid, string>();
        foreach (var row in rows)
        {
            if (row is MissionEvent { Event: MissionEventNames.Queued } fresh)
                queued[fresh.MissionId] = fresh.MissionKind;
            else if (row is MissionEvent { Event: MissionEventNames.Offered } offered)
                queued.Remove(offered.MissionId);
            if (row is not MissionEvent change || !MayMoveBacklog(change.Event))
                continue;

            // Set once for all that come meanwhile: it must not be put off by each of them.
            _othersKinds.TryAdd(change.MissionKind, true);
            if (Interlocked.Exchange(ref _isOthersTimerSet, 1) == 0)
                _othersTimer.Change(OthersTime, Timeout.InfiniteTimeSpan);
        }

        foreach (var kind in queued.Values)
            Remember(kind);
    }

    /// <inheritdoc />
    public void LookForYourself() => RaiseAll();

    /// <summary>Asks the dispatcher to look at every kind.</summary>
    public void RaiseAll()
    {
        foreach (var kind in _directory.Kinds)
            Raise(kind.Announcement.MissionKind);
    }

    /// <summary>Asks the dispatcher to look at a kind.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="isQueued">Whether a mission of it was queued just now; else a slot may have become free.</param>
    public void Raise(string kind, bool isQueued = false)
    {
        _kinds.AddOrUpdate(kind, static (_, now) => now, static (_, before, now) => before || now, isQueued);
        _wake.Writer.TryWrite(true);
    }

    /// <summary>Something of the kind may wait for a slot: the next one that becomes free is a reason to look.</summary>
    /// <returns>What <see cref="Forget"/> needs.</returns>
    public object Remember(string kind) => _waiting[kind] = new object();

    /// <summary>Nothing waited when somebody looked. What was remembered since he began to counts more.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="mark">Of <see cref="Remember"/>, before he looked: a slot that becomes free meanwhile is a reason to look again.</param>
    public void Forget(string kind, object mark) => _waiting.TryRemove(new KeyValuePair<string, object>(kind, mark));

    /// <summary>Waits for the next kinds to look at, and whether something was queued of each.</summary>
    public async Task<IReadOnlyList<(string Kind, bool IsQueued)>> NextAsync(CancellationToken cancellationToken)
    {
        await _wake.Reader.ReadAsync(cancellationToken);
        var kinds = new List<(string, bool)>();
        foreach (var kind in _kinds.Keys)
        {
            if (_kinds.TryRemove(kind, out var isQueued))
                kinds.Add((kind, isQueued));
        }

        return kinds;
    }

    public void Dispose() => _othersTimer.Dispose();

    private void RaiseOthers()
    {
        // Before looking: a kind that comes from now on sets it again.
        Interlocked.Exchange(ref _isOthersTimerSet, 0);
        foreach (var kind in _othersKinds.Keys)
        {
            _othersKinds.TryRemove(kind, out _);
            Raise(kind);
        }
    }

    // These neither queue a mission nor free a slot.
    private static bool MayMoveBacklog(string what) => what
        is not (MissionEventNames.Submitted or MissionEventNames.Scheduled or MissionEventNames.Offered or MissionEventNames.Claimed
            or MissionEventNames.Started or MissionEventNames.Progressed or MissionEventNames.CancelRequested);
}

using System.Collections.Concurrent;
using System.Threading.Channels;
using Corporation.Contracts.Missions;
using Corporation.Hq.Fleet;
using Corporation.Hq.Sharing;
using Corporation.SagaStore.Writing;
using Corporation.Sagas.MissionLife;

namespace Corporation.Hq.Dispatching;

/// <summary>Remembers of which kinds something was queued or a slot became free, until the dispatcher looks.</summary>
internal sealed class BacklogSignal(FactoryDirectory directory) : ICommitObserver, INewsListener
{
    private readonly ConcurrentDictionary<string, bool> _kinds = new(StringComparer.Ordinal);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <inheritdoc />
    public void Committed(IReadOnlyList<object> insertedRows)
    {
        foreach (var row in insertedRows)
        {
            if (row is MissionEvent change && MayMoveBacklog(change.Event))
                Raise(change.MissionKind);
        }
    }

    /// <inheritdoc />
    public void CommittedElsewhere(IReadOnlyList<object> rows) => Committed(rows);

    /// <inheritdoc />
    public void LookForYourself() => RaiseAll();

    /// <summary>Asks the dispatcher to look at every kind.</summary>
    public void RaiseAll()
    {
        foreach (var kind in directory.Kinds)
            Raise(kind.Announcement.MissionKind);
    }

    /// <summary>Asks the dispatcher to look at a kind.</summary>
    public void Raise(string kind)
    {
        if (_kinds.TryAdd(kind, true))
            _wake.Writer.TryWrite(true);
    }

    /// <summary>Waits for the next kinds to look at.</summary>
    public async Task<IReadOnlyCollection<string>> NextAsync(CancellationToken cancellationToken)
    {
        await _wake.Reader.ReadAsync(cancellationToken);
        var kinds = _kinds.Keys;
        foreach (var kind in kinds)
            _kinds.TryRemove(kind, out _);
        return (IReadOnlyCollection<string>)kinds;
    }

    // These neither queue a mission nor free a slot.
    private static bool MayMoveBacklog(string what) => what
        is not (MissionEventNames.Submitted or MissionEventNames.Scheduled or MissionEventNames.Offered or MissionEventNames.Claimed
            or MissionEventNames.Started or MissionEventNames.Progressed or MissionEventNames.CancelRequested);
}

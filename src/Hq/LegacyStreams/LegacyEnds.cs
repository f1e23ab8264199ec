using System.Collections.Concurrent;
using System.Threading.Channels;
using Corporation.Contracts.Missions;
using Corporation.Hq.Sharing;
using Corporation.Sagas.Fleet;
using Corporation.Sagas.MissionLife;
using Corporation.SagaStore.Writing;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.LegacyStreams;

/// <summary>
/// Hears of the ends of missions that this HQ has taken from the old fleet, wherever they end: so one HQ tells each end at once, and not all of them.
/// </summary>
internal sealed class LegacyEnds(IOptions<LegacyStreamsOptions> options) : ICommitObserver, INewsListener
{
    private readonly bool _isOn = options.Value.Enabled;
    private readonly ConcurrentDictionary<Guid, byte> _own = new();
    private readonly Channel<Guid> _ended = Channel.CreateUnbounded<Guid>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>The missions that have ended.</summary>
    public ChannelReader<Guid> Ended => _ended.Reader;

    /// <inheritdoc />
    public void Committed(IReadOnlyList<object> insertedRows)
    {
        if (!_isOn)
            return;

        foreach (var row in insertedRows)
        {
            if (row is LegacyMission legacy)
                _own.TryAdd(legacy.MissionId, 0);
            else if (row is MissionEvent change && MissionEventNames.IsTerminal(change.Event) && _own.TryRemove(change.MissionId, out _))
                _ended.Writer.TryWrite(change.MissionId);
        }
    }

    /// <inheritdoc />
    public void CommittedElsewhere(IReadOnlyList<object> rows) => Committed(rows);
}

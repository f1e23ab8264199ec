using Corporation.Hq.Fleet;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Corporation.Hq.LegacyStreams;

/// <summary>
/// Takes entries from the old fleet's stream of missions: first those that this consumer has, then those that others left behind, then new ones.
/// </summary>
/// <remarks>
/// Not for two callers at a time. After trouble it reads one entry at a time, and more again with each that is settled: a reply of many big ones may have
/// been more than the connection could bring in time, and would be each time. What can't be settled is passed by, and comes again after the others.
/// </remarks>
internal sealed class LegacyReader(LegacyServer server, HqSelf self, IOptions<LegacyStreamsOptions> options, TimeProvider time)
{
    private const int BatchSize = 64;

    // Where a scan of what is pending begins, and where it says that it is done.
    private const string Beginning = "0-0";

    private static readonly TimeSpan LongestScanInterval = TimeSpan.FromSeconds(30);

    private readonly LegacyNames _names = LegacyNames.Of(options.Value);
    private readonly string _consumer = LegacyNames.ConsumerOf(self.FactoryId);
    private readonly TimeSpan _idle = options.Value.ReclaimIdleDuration;
    private bool _hasGroup;
    private bool _mayHold = true;
    private bool _mustLookAgain;
    private RedisValue _heldFrom = Beginning;
    private int _count = BatchSize;
    private RedisValue _scanFrom = Beginning;
    private long? _scannedAt;

    /// <summary>After trouble: entries that were read may not have been settled.</summary>
    public void LookBack() => (_mustLookAgain, _mayHold, _count) = (_mayHold, true, 1);

    /// <summary>After a turn without trouble.</summary>
    public void Trust() => _count = Math.Min(2 * _count, BatchSize);

    /// <summary>After the server has lost the stream or its group (<c>NOGROUP</c>).</summary>
    public void Forget() => (_hasGroup, _mayHold, _scanFrom, _heldFrom) = (false, true, Beginning, Beginning);

    /// <summary>The next entries; none when there is nothing to do now.</summary>
    public async Task<IReadOnlyList<LegacyEntry>> ReadAsync(CancellationToken cancellationToken)
    {
        var database = await server.OpenAsync(cancellationToken);
        if (!_hasGroup)
            await CreateGroupAsync(database);

        // With an id the server gives what this consumer has behind that one and has not settled, of this process or the one before.
        if (_mayHold)
        {
            if (await ReadGroupAsync(database, _heldFrom) is { Count: > 0 } held)
            {
                _heldFrom = held[^1].Id;
                return held;
            }

            (_heldFrom, _mayHold, _mustLookAgain) = (Beginning, _mustLookAgain, false);
        }

        if (IsScanDue() && await ReclaimAsync(database) is { Count: > 0 } left)
            return left;
        return await ReadGroupAsync(database, StreamPosition.NewMessages);
    }

    // From the stream's beginning, as that fleet's workers do: what was added before anybody listened is work, too.
    private async Task CreateGroupAsync(IDatabase database)
    {
        try
        {
            await database.StreamCreateConsumerGroupAsync(
                _names.Missions, _names.Group, StreamPosition.Beginning, createStream: true, CommandFlags.DemandMaster);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // It is there.
        }

        _hasGroup = true;
    }

    private async Task<IReadOnlyList<LegacyEntry>> ReadGroupAsync(IDatabase database, RedisValue position)
    {
        var entries = await database.StreamReadGroupAsync(
            _names.Missions, _names.Group, _consumer, position, _count, CommandFlags.DemandMaster);
        return [.. entries.Select(LegacyEntry.Of)];
    }

    private bool IsScanDue() => _scannedAt is not { } before
        || _scanFrom != Beginning
        || time.GetElapsedTime(before) >= (_idle / 2 < LongestScanInterval ? _idle / 2 : LongestScanInterval);

    private async Task<IReadOnlyList<LegacyEntry>> ReclaimAsync(IDatabase database)
    {
        var claimed = await database.StreamAutoClaimAsync(
            _names.Missions, _names.Group, _consumer, (long)_idle.TotalMilliseconds, _scanFrom, _count, CommandFlags.DemandMaster);
        (_scanFrom, _scannedAt) = (claimed.NextStartId, time.GetTimestamp());

        // Before Redis 7 an entry that was deleted meanwhile comes as nothing at all; it stays pending there and is looked at by whoever reads its own.
        return [.. claimed.ClaimedEntries.Where(entry => !entry.IsNull).Select(LegacyEntry.Of)];
    }
}

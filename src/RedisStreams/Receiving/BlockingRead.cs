using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Protocol;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Receiving;

/// <summary>Reads that wait at the server for new entries, and can be ended early.</summary>
internal sealed class BlockingRead(RedisConnection connection, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan WithoutUnblocking = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    // Where the two values that change lie among the arguments, after GROUP and its words: COUNT n BLOCK ms
    private const int CountAt = 1;
    private const int WaitAt = 3;

    private ReaderConnection? _reader;
    private LaneSet _lanes = LaneSet.None;
    private RedisKeyOrValue[] _arguments = [];

    // 0 while no read waits; then its number. Set before the last look at _isInterrupted, so that no interruption falls between.
    private long _waiting;
    private long _reads;
    private int _isInterrupted;
    private int _isUnblocking;

    /// <summary>Opens a connection of its own. One that was open before is closed at the server too.</summary>
    /// <exception cref="RedisConnectionException">The server is out of reach.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        // The other connection comes back by itself, soon after the server does; until then this fails at once, while connecting may not.
        await connection.Database.PingAsync();

        if (Interlocked.Exchange(ref _reader, null) is { } old)
            await old.KillAsync();
        _reader = await connection.OpenReaderAsync(cancellationToken);
    }

    /// <summary>Takes new entries for a consumer (XREADGROUP).</summary>
    /// <returns>The reply, which is null when nothing came in time.</returns>
    public Task<RespResult> ReadAsync(LaneSet lanes, int count, TimeSpan wait)
    {
        if (!ReferenceEquals(_lanes, lanes))
        {
            _lanes = lanes;
            var onlyNew = Enumerable.Repeat((RedisValue)">", lanes.Lanes.Count);
            _arguments = [Word("GROUP"), Word(StreamKeys.Group), Word(lanes.Seat.Name), .. Streams(lanes, onlyNew)];
        }

        return ExecuteAsync("XREADGROUP", groupWords: 3, count, wait);
    }

    /// <summary>Waits until there are entries after those ids, and takes none (XREAD).</summary>
    public async Task WaitAsync(LaneSet lanes, RedisValue[] lastIds, TimeSpan wait)
    {
        _lanes = LaneSet.None;
        _arguments = Streams(lanes, lastIds);
        using var reply = await ExecuteAsync("XREAD", groupWords: 0, count: 1, wait);
    }

    /// <summary>
    /// After a wait that brought nothing: reads from now on where commands are sent, should that be another server by now.
    /// </summary>
    public async Task FollowAsync()
    {
        if (_reader is { } reader && !await reader.IsWhereCommandsGoAsync())
            await ConnectAsync(CancellationToken.None);
    }

    /// <summary>After an error that says that the server is a replica: looks for the primary.</summary>
    public void DoubtPrimary() => connection.DoubtPrimary();

    /// <summary>Ends the wait of the read that is under way, or of the next one if none is.</summary>
    public void Interrupt()
    {
        Interlocked.Exchange(ref _isInterrupted, 1);
        var read = Interlocked.Read(ref _waiting);
        if (read != 0 && Interlocked.Exchange(ref _isUnblocking, 1) == 0)
            _ = UnblockAsync(read); // Ends when this read does, which its loop waits for.
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _reader, null) is { } reader)
            await reader.DisposeAsync();
    }

    private static RedisKeyOrValue Word(string word) => (RedisValue)word;

    // COUNT n BLOCK ms STREAMS keys… ids…
    private static RedisKeyOrValue[] Streams(LaneSet lanes, IEnumerable<RedisValue> after) =>
    [
        Word("COUNT"), default, Word("BLOCK"), default, Word("STREAMS"),
        .. lanes.Streams.Select(stream => (RedisKeyOrValue)stream), .. after.Select(id => (RedisKeyOrValue)id),
    ];

    private async Task<RespResult> ExecuteAsync(string command, int groupWords, int count, TimeSpan wait)
    {
        var reader = _reader ?? throw new ObjectDisposedException(nameof(BlockingRead));
        await reader.IdentifyAsync();
        _arguments[groupWords + CountAt] = (RedisValue)count;
        Interlocked.Exchange(ref _waiting, ++_reads);
        try
        {
            // An interrupted read still takes what is there, but doesn't wait.
            var longest = reader.CanUnblock ? wait : TimeSpan.FromTicks(Math.Min(wait.Ticks, WithoutUnblocking.Ticks));
            var waitMs = Interlocked.Exchange(ref _isInterrupted, 0) == 1 ? 1 : Math.Max(1, (long)longest.TotalMilliseconds);
            _arguments[groupWords + WaitAt] = (RedisValue)waitMs;
            return await reader.Database.ExecuteRespAsync(command, _arguments);
        }
        catch
        {
            _lanes = LaneSet.None; // The arguments may still wait to be sent: the next read takes others.
            throw;
        }
        finally
        {
            Interlocked.Exchange(ref _waiting, 0);
        }
    }

    // The read may still be on its way to the server: so again until it was met or has ended.
    private async Task UnblockAsync(long read)
    {
        try
        {
            while (Interlocked.Read(ref _waiting) == read && _reader is { } reader && !await reader.UnblockAsync())
                await Task.Delay(Pause, time);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException or ArgumentException)
        {
            // The server is out of reach, refuses or is none of ours any more: the read ends by itself.
        }
        finally
        {
            Interlocked.Exchange(ref _isUnblocking, 0);
        }

        // Somebody interrupted the next read while we ended this one.
        if (Volatile.Read(ref _isInterrupted) == 1 && Interlocked.Read(ref _waiting) is var next && next != 0 && next != read)
            Interrupt();
    }
}

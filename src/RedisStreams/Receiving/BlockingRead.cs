using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Protocol;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Receiving;

/// <summary>
/// Reads that wait at the server for new entries, and can be ended early. One may be sent ahead, behind the one that waits: the server begins
/// with it in the same turn of its loop in which the one before ends, and so somebody always waits for what comes.
/// </summary>
internal sealed class BlockingRead(RedisConnection connection, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan WithoutUnblocking = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    // Where the two values that change lie among the arguments, after GROUP and its words: COUNT n BLOCK ms
    private const int CountAt = 1;
    private const int WaitAt = 3;
    private const int GroupWords = 3;

    private ReaderConnection? _reader;
    private LaneSet _lanes = LaneSet.None;

    // The client may still be about to write the arguments of a read that has no answer: two reads have two of them, and take turns.
    private RedisKeyOrValue[] _arguments = [];
    private RedisKeyOrValue[] _otherArguments = [];
    private Task<RespResult>? _ahead;
    private int _aheadCount;

    // 0 while no read waits; then its number. Set before the last look at _isInterrupted, so that no interruption falls between.
    private long _waiting;
    private long _reads;
    private int _isInterrupted;
    private int _isUnblocking;

    /// <summary>How many entries the read can bring that was sent ahead; 0 while there is none.</summary>
    public int AheadCount => Volatile.Read(ref _ahead) is null ? 0 : _aheadCount;

    /// <summary>
    /// Whether a read can be sent ahead, and it is worth it. It is where the server flushes in each turn of its loop that wrote: of a single
    /// read that comes back too late, the delivery takes a turn of its own. Elsewhere more messages come with a late read, which costs less.
    /// </summary>
    public bool CanReadAhead => _reader is { CanUnblock: true, FlushesAlways: true };

    /// <summary>Opens a connection of its own. One that was open before is closed at the server too, and the reply of a read ahead is lost.</summary>
    /// <exception cref="RedisConnectionException">The server is out of reach.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        // The other connection comes back by itself, soon after the server does; until then this fails at once, while connecting may not.
        await connection.Database.PingAsync();

        if (Interlocked.Exchange(ref _reader, null) is { } old)
            await old.KillAsync();
        DropAhead();
        _reader = await connection.OpenReaderAsync(cancellationToken);
    }

    /// <summary>Takes new entries for a consumer (XREADGROUP); if a read was sent ahead, that is the one.</summary>
    /// <param name="lanes">As those of the read ahead, if there is one.</param>
    /// <param name="count">How many entries of each lane; what a read ahead asked for stays.</param>
    /// <param name="wait">How long; that of a read ahead stays.</param>
    /// <param name="aheadCount">How many the next one may take that is sent ahead; 0 for none.</param>
    /// <returns>The reply, which is null when nothing came in time.</returns>
    public async Task<RespResult> ReadAsync(LaneSet lanes, int count, TimeSpan wait, int aheadCount)
    {
        if (!ReferenceEquals(_lanes, lanes))
        {
            _lanes = lanes;
            var onlyNew = Enumerable.Repeat((RedisValue)">", lanes.Lanes.Count);
            _arguments = [Word("GROUP"), Word(StreamKeys.Group), Word(lanes.Seat.Name), .. Streams(lanes, onlyNew)];
            _otherArguments = [.. _arguments];
        }

        if (Interlocked.Exchange(ref _ahead, null) is { } ahead)
        {
            SendAhead(aheadCount, wait);
            return await AnswerAsync(ahead);
        }

        return await ExecuteAsync("XREADGROUP", GroupWords, count, wait, aheadCount);
    }

    /// <summary>Ends the read that was sent ahead, which must be there.</summary>
    /// <returns>Its reply.</returns>
    public Task<RespResult> EndAheadAsync()
    {
        var ahead = Interlocked.Exchange(ref _ahead, null) ?? throw new ObjectDisposedException(nameof(BlockingRead));
        Interlocked.Exchange(ref _isInterrupted, 1);
        return AnswerAsync(ahead);
    }

    /// <summary>Waits until there are entries after those ids, and takes none (XREAD).</summary>
    public async Task WaitAsync(LaneSet lanes, RedisValue[] lastIds, TimeSpan wait)
    {
        _lanes = LaneSet.None;
        _arguments = Streams(lanes, lastIds);
        using var reply = await ExecuteAsync("XREAD", groupWords: 0, count: 1, wait, aheadCount: 0);
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
        EndWait(Interlocked.Read(ref _waiting));
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _reader, null) is { } reader)
            await reader.DisposeAsync();
        DropAhead();
    }

    private static RedisKeyOrValue Word(string word) => (RedisValue)word;

    // COUNT n BLOCK ms STREAMS keys… ids…
    private static RedisKeyOrValue[] Streams(LaneSet lanes, IEnumerable<RedisValue> after) =>
    [
        Word("COUNT"), default, Word("BLOCK"), default, Word("STREAMS"),
        .. lanes.Streams.Select(stream => (RedisKeyOrValue)stream), .. after.Select(id => (RedisKeyOrValue)id),
    ];

    private async Task<RespResult> ExecuteAsync(string command, int groupWords, int count, TimeSpan wait, int aheadCount)
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
            var answer = reader.Database.ExecuteRespAsync(command, _arguments);
            SendAhead(aheadCount, wait);
            return await answer;
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

    // Behind the read that is under way. Nobody awaits it yet: either it is read or ended later, or dropped with its connection.
    private void SendAhead(int count, TimeSpan wait)
    {
        if (count <= 0 || _reader is not { } reader || !CanReadAhead)
            return;

        (_arguments, _otherArguments) = (_otherArguments, _arguments);
        _arguments[GroupWords + CountAt] = (RedisValue)count;
        _arguments[GroupWords + WaitAt] = (RedisValue)Math.Max(1, (long)wait.TotalMilliseconds);
        _aheadCount = count;
        Volatile.Write(ref _ahead, reader.Database.ExecuteRespAsync("XREADGROUP", _arguments));
    }

    private async Task<RespResult> AnswerAsync(Task<RespResult> sent)
    {
        Interlocked.Exchange(ref _waiting, ++_reads);
        try
        {
            if (Volatile.Read(ref _isInterrupted) == 1)
                EndWait(_reads);
            return await sent;
        }
        catch
        {
            _lanes = LaneSet.None; // As above.
            throw;
        }
        finally
        {
            // Whoever interrupted this one has said why before, and the reader looks at that before its next read.
            Interlocked.Exchange(ref _waiting, 0);
            Interlocked.Exchange(ref _isInterrupted, 0);
        }
    }

    // What it may have brought is pending without our knowledge: see ReceiverRepair.ReturnLostRepliesAsync.
    private void DropAhead()
    {
        if (Interlocked.Exchange(ref _ahead, null) is not { } ahead)
            return;
        _lanes = LaneSet.None;
        _ = ahead.ContinueWith(
            static late =>
            {
                if (late.IsCompletedSuccessfully)
                    late.Result.Dispose();
                else
                    _ = late.Exception; // Observed: whoever dropped it knows of the trouble.
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    // Ends when the read does, which its loop waits for.
    private void EndWait(long read)
    {
        if (read != 0 && Interlocked.Exchange(ref _isUnblocking, 1) == 0)
            _ = UnblockAsync(read);
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

using System.Text;
using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Protocol;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Receiving;

/// <summary>
/// One read of a queue. While one lane at most is busy, that is a blocking XREADGROUP over all lanes: the cheapest and the quickest. When
/// several are busy, or held entries are due, a script reads them by priority and in all no more than there is room for. Where a consumer
/// must own what it reads, the script always does it, for it alone can make sure of that, and XREAD only waits for something to read.
/// </summary>
internal sealed class EntryReader : IAsyncDisposable
{
    // Below that a surplus would weigh too much, and speed can't matter.
    private const int SmallRoom = 8;
    private const long Never = long.MaxValue;

    private readonly ReceiverSettings _settings;
    private readonly RedisConnection _connection;
    private readonly QueueScripts _scripts;
    private readonly EntryParser _parser;
    private readonly ServerClock _clock;
    private readonly TimeProvider _time;
    private readonly LaneTraffic _traffic;
    private readonly BlockingRead _blocking;

    private LaneSet _lanes = LaneSet.None;
    private long _nextDueMs = Never;
    private volatile bool _mustLookAtHeld = true;
    private bool _areDrained;
    private RedisValue[] _lastIds = [];

    public EntryReader(
        ReceiverSettings settings, RedisConnection connection, QueueScripts scripts, Settler settler, ServerClock clock, TimeProvider time)
    {
        (_settings, _connection, _scripts, _clock, _time) = (settings, connection, scripts, clock, time);
        _parser = new EntryParser(settler, [.. Lane.All(settings.PartitionCount).Select(StreamOf)]);
        _blocking = new BlockingRead(connection, time);
        _traffic = new LaneTraffic(time);
    }

    /// <summary>Opens the connection for reading, or another one after trouble.</summary>
    public Task ConnectAsync(CancellationToken cancellationToken) => _blocking.ConnectAsync(cancellationToken);

    /// <summary>Ends the wait of the read that is under way, or of the next one if none is.</summary>
    public void Interrupt() => _blocking.Interrupt();

    /// <summary>Whether reading ahead is possible, and worth it with this server.</summary>
    public bool CanReadAhead => _blocking.CanReadAhead;

    /// <summary>
    /// How many entries a read can bring that was sent ahead, and so takes what comes although nobody waits for it here: 0 while there is
    /// none. As long as it is not, the next step must be another read or <see cref="EndAheadAsync"/>.
    /// </summary>
    public int AheadCount => _blocking.AheadCount;

    /// <summary>Whether the latest read could wait at the server, during which others may have held entries.</summary>
    public bool HasWaited { get; private set; }

    /// <summary>After an error that says that the server is a replica: looks for the primary.</summary>
    public void DoubtPrimary() => _blocking.DoubtPrimary();

    /// <summary>Held entries may be due: the next read looks.</summary>
    public void LookAtHeld() => _mustLookAtHeld = true;

    /// <summary>When the next held entry is due, as somebody else found out.</summary>
    public void ExpectDue(long dueMs)
    {
        if (dueMs < Interlocked.Read(ref _nextDueMs))
            Interlocked.Exchange(ref _nextDueMs, dueMs);
    }

    /// <summary>
    /// Reads once, as many entries as there is room for, and waits if there are none. A wait over several lanes can bring more, when they
    /// all get some at once.
    /// </summary>
    /// <param name="seat">Who reads.</param>
    /// <param name="lanes">What from.</param>
    /// <param name="room">How many entries there is room for, those of a read ahead included.</param>
    /// <param name="longestWait">How long to wait.</param>
    /// <param name="mayReadAhead">Whether the next read may be sent already, for a part of the room.</param>
    /// <param name="into">Takes the entries.</param>
    /// <returns>Why it was not allowed to, if so.</returns>
    public async Task<ReadRefusal> ReadAsync(
        Seat seat, IReadOnlyList<Lane> lanes, int room, TimeSpan longestWait, bool mayReadAhead, List<Delivery> into)
    {
        UseLanes(seat, lanes);
        HasWaited = false;
        var isDue = _mustLookAtHeld || Interlocked.Read(ref _nextDueMs) <= _clock.NowMs;
        var isForScript = isDue || (!_areDrained && (IsGuarded || room < SmallRoom || _traffic.CountBusy() > 1));
        if (AheadCount > 0 && (isForScript || Interlocked.Read(ref _nextDueMs) != Never))
        {
            await EndAheadAsync(into);
            if (into.Count > 0)
                return ReadRefusal.None;
        }

        if (isForScript)
            return await ReceiveAsync(seat, room, into);

        _areDrained = false;
        HasWaited = true;
        if (Interlocked.Read(ref _nextDueMs) is var due && due != Never)
            longestWait = TimeSpan.FromMilliseconds(Math.Clamp(due - _clock.NowMs, 1, longestWait.TotalMilliseconds));
        if (IsGuarded)
            await _blocking.WaitAsync(_lanes, _lastIds, longestWait);
        else
            await BlockAsync(room, longestWait, mayReadAhead, into);
        if (into.Count == 0 && AheadCount == 0)
            await _blocking.FollowAsync();
        return ReadRefusal.None;
    }

    /// <summary>Ends the read that was sent ahead, if there is one, and takes what it has brought.</summary>
    public async Task EndAheadAsync(List<Delivery> into)
    {
        if (AheadCount is var count && count == 0)
            return;
        using var reply = await _blocking.EndAheadAsync();
        Take(reply, count, into);
    }

    public ValueTask DisposeAsync() => _blocking.DisposeAsync();

    private bool IsGuarded => _settings.MustOwn.Length > 0;

    private async Task<ReadRefusal> ReceiveAsync(Seat seat, int room, List<Delivery> into)
    {
        var asked = _time.GetTimestamp();
        Received received;
        try
        {
            _mustLookAtHeld = false;
            using var reply = await _scripts.ReceiveAsync(seat, room, _settings.MustOwn, _lanes.NextOrder());
            received = _parser.ReadReceived(reply, into);
        }
        catch
        {
            _mustLookAtHeld = true;
            throw;
        }

        if (received.Refusal != ReadRefusal.None)
            return received.Refusal;
        _clock.Observe(received.NowMs, asked);
        Interlocked.Exchange(ref _nextDueMs, received.NextDueMs ?? Never);
        _mustLookAtHeld |= into.Count >= room && received.Taken > 0;
        _areDrained = IsGuarded ? received.LastIds.Length > 0 : into.Count < room;
        _lastIds = received.LastIds;
        _traffic.Note(into, received.MayHaveMore);
        NoteTime(into);
        return ReadRefusal.None;
    }

    private async Task BlockAsync(int room, TimeSpan longestWait, bool mayReadAhead, List<Delivery> into)
    {
        var count = room >= SmallRoom && _traffic.CountBusy() <= 1 ? room : Math.Max(1, room / _lanes.Lanes.Count);
        var isAlone = !mayReadAhead || count < room || Interlocked.Read(ref _nextDueMs) != Never;
        if (AheadCount > 0)
            count = AheadCount;
        else if (!isAlone)
            count = room / 2;
        var rest = room - count;
        using var reply = await _blocking.ReadAsync(_lanes, count, longestWait, isAlone || rest < SmallRoom ? 0 : rest);
        Take(reply, count, into);
    }

    private void Take(RespResult reply, int count, List<Delivery> into)
    {
        _parser.ReadNew(reply, into);
        _traffic.Note(into, count);
        NoteTime(into);
    }

    private void UseLanes(Seat seat, IReadOnlyList<Lane> lanes)
    {
        if (ReferenceEquals(_lanes.Lanes, lanes) && _lanes.Seat == seat)
            return;

        // Entries of a lane may have been held before it became ours.
        _mustLookAtHeld = true;
        _areDrained = false;
        _lanes = new LaneSet(seat, lanes, lane => _connection.Keys.Stream(_settings.Queue, lane));
        _traffic.Begin(lanes);
    }

    private void NoteTime(List<Delivery> deliveries)
    {
        if (deliveries.Count > 0)
            _clock.ObserveAtLeast(deliveries[^1].EntryId.Milliseconds);
    }

    private LaneStream StreamOf(Lane lane) =>
        new(lane, Encoding.UTF8.GetBytes(_connection.Keys.Stream(_settings.Queue, lane)));
}

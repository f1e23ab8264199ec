using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Diagnostics;
using Corporation.RedisStreams.Protocol;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Receiving;

/// <summary>Reads as long as there is room, hands on what came, and mends what can be mended when reading fails.</summary>
internal sealed class ReadLoop(
    ReceiverSettings settings, EntryReader reader, InFlight inFlight, Intake intake, Settler settler, ReceiverRepair repair, ILogger logger, TimeProvider time)
    : IDisposable
{
    private static readonly TimeSpan GatheringDelay = TimeSpan.FromMilliseconds(2);

    // Reads in a row that brought a single message: such a sender waits for each before it sends the next. Two now and then are no other flow.
    private const int SinglesOfAFlow = 3;
    private const int MostAtOnceInAFlow = 2;
    private const int LeastRoomAhead = 16;

    private readonly AsyncSignal _signal = new(time);
    private readonly List<Delivery> _read = [];
    private readonly int _wantedRoom = Math.Max(1, settings.PrefetchCount / 4);

    private volatile IReadOnlyList<Lane> _lanes = [];
    private volatile IReadOnlyList<Lane> _appliedLanes = [];
    private volatile bool _isStopping;
    private volatile bool _isPaused;
    private volatile bool _mustRepair;
    private volatile bool _mustLookAtHeld;
    private bool _mustReconnect;
    private int _emptyReads;
    private int _singles;
    private long _ownedUntil = long.MaxValue;
    private RetryDelay _retry = NewRetry();
    private long? _failingSince;

    /// <summary>How long a read may wait for entries, after how many that brought none.</summary>
    public required Func<int, TimeSpan> LongestWait { get; init; }

    /// <summary>Whether somebody tells when entries are held or given back. If not, every wait must be followed by a look.</summary>
    public required Func<bool> HearsOfHeld { get; init; }

    /// <summary>Told how each turn went.</summary>
    public required ReceiverCondition Condition { get; init; }

    /// <summary>Called when the server says that another consumer owns what is read. Nothing is read until <see cref="UseLanes"/> is called.</summary>
    public required Action OwnershipDoubted { get; init; }

    /// <summary>Which lanes to read from now on, and until which timestamp that is allowed: another consumer may own them afterwards.</summary>
    public void UseLanes(IReadOnlyList<Lane> lanes, long ownedUntil)
    {
        Interlocked.Exchange(ref _ownedUntil, ownedUntil);
        if (lanes.SequenceEqual(_lanes))
        {
            _signal.Set();
            return;
        }

        _lanes = lanes;
        Wake();
    }

    /// <summary>Reads nothing until <see cref="UseLanes"/> is called.</summary>
    public void Suspend() => Interlocked.Exchange(ref _ownedUntil, 0);

    /// <summary>Whether no read is under way that began with other lanes than the present ones.</summary>
    public bool HasAppliedLanes => ReferenceEquals(_appliedLanes, _lanes);

    public void Stop()
    {
        _isStopping = true;
        Wake();
    }

    public void Pause(bool isPaused)
    {
        _isPaused = isPaused;
        Wake();
    }

    /// <summary>Held entries may be due.</summary>
    public void LookAtHeld()
    {
        _mustLookAtHeld = true;
        Wake();
    }

    /// <summary>The consumer must take a new name, and perhaps the queue be declared again.</summary>
    public void RequestRepair()
    {
        _mustRepair = true;
        Wake();
    }

    /// <summary>There is room again, or the server is back.</summary>
    public void TryNow() => _signal.Set();

    /// <exception cref="RedisStreamsException">Reading can't go on.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!_isStopping || reader.AheadCount > 0)
        {
            try
            {
                var mustStartWorker = await TurnAsync(cancellationToken);
                (_retry, _failingSince) = (NewRetry(), null);
                Condition.Worked(nameof(ReadLoop));

                // Here and no deeper: a method that has not waited for anything yet would hold up its callers until the worker has ended.
                if (mustStartWorker)
                    await new HandOver(intake.NextWorker);
            }
            catch (Exception exception) when (!_isStopping && ServerTrouble.KindOf(exception) is var kind)
            {
                // Whatever the reply was, it may have been on its way.
                repair.ExpectLostReplies();
                if (kind == TroubleKind.QueueGone)
                    _mustRepair = true;
                await RecoverAsync(exception, kind);
            }
            catch (Exception) when (_isStopping)
            {
                return;
            }
        }
    }

    public void Dispose() => _signal.Dispose();

    // Whether a worker must be started.
    private async Task<bool> TurnAsync(CancellationToken cancellationToken)
    {
        if (_mustReconnect)
        {
            await reader.ConnectAsync(cancellationToken);
            _mustReconnect = false;
        }

        if (reader.AheadCount > 0)
            return await (IsUndisturbed() ? ReadAsync(_appliedLanes) : EndAheadAsync());

        if (_mustRepair)
        {
            _mustRepair = false;
            await RepairAsync(cancellationToken);
        }

        await repair.ReturnLostRepliesAsync();
        _appliedLanes = _lanes;
        var lanes = _appliedLanes;
        if (_isPaused || lanes.Count == 0 || time.GetTimestamp() >= Interlocked.Read(ref _ownedUntil))
        {
            await _signal.WaitAsync();
            return false;
        }

        if (inFlight.Room == 0)
        {
            inFlight.WantRoom(1);
            if (inFlight.Room == 0)
                await _signal.WaitAsync();
            return false;
        }

        // A read for a few entries costs as much as one for many. But a place must not stay empty because those beside it are taken for long.
        if (inFlight.Room < _wantedRoom)
        {
            inFlight.WantRoom(_wantedRoom);
            if (inFlight.Room < _wantedRoom)
                await _signal.WaitAsync(GatheringDelay);
            if (_isStopping || _isPaused)
                return false;
        }

        return await ReadAsync(lanes);
    }

    private async Task<bool> ReadAsync(IReadOnlyList<Lane> lanes)
    {
        if (_mustLookAtHeld)
        {
            _mustLookAtHeld = false;
            reader.LookAtHeld();
        }

        _read.Clear();
        var room = inFlight.Room;
        var mayReadAhead = MayReadAhead(room);
        settler.Gather(mayReadAhead);
        switch (await reader.ReadAsync(settler.Seat, lanes, room, LongestWait(_emptyReads), mayReadAhead, _read))
        {
            case ReadRefusal.SeatLost:
                Log.SeatLost(logger, settings.Queue.Value, settler.Seat.Name);
                _mustRepair = true;
                return false;
            case ReadRefusal.NotOwner:
                Suspend();
                OwnershipDoubted();
                return false;
        }

        _emptyReads = _read.Count == 0 ? _emptyReads + 1 : 0;
        NoteFlow(_read.Count);
        if (_read.Count == 0)
        {
            _mustLookAtHeld |= reader.HasWaited && !HearsOfHeld();
            return false;
        }

        return await intake.TakeAsync(_read, room - reader.AheadCount);
    }

    // A read that was sent ahead takes what comes, for itself: no other step may be waited for meanwhile.
    private async Task<bool> EndAheadAsync()
    {
        settler.Gather(false);
        _read.Clear();
        try
        {
            await reader.EndAheadAsync(_read);
        }
        catch (RedisServerException)
        {
            return false; // Refused, so it has taken nothing. The reason was that of the read before, or will be that of the next.
        }

        return _read.Count > 0 && await intake.TakeAsync(_read, _isStopping || _isPaused ? 0 : inFlight.Room);
    }

    private void NoteFlow(int count)
    {
        var goesOn = _singles >= SinglesOfAFlow && count is > 0 and <= MostAtOnceInAFlow;
        _singles = count == 1 ? Math.Min(_singles + 1, SinglesOfAFlow) : goesOn ? _singles : 0;
    }

    private bool IsUndisturbed() =>
        !_isStopping && !_isPaused && !_mustRepair && !repair.ExpectsLostReplies && ReferenceEquals(_lanes, _appliedLanes);

    // Where reads bring several messages, one read after the other brings more at once, which costs less than two in a row.
    private bool MayReadAhead(int room) =>
        _singles >= SinglesOfAFlow && reader.CanReadAhead && room >= LeastRoomAhead && room > settings.PrefetchCount / 2 && IsUndisturbed();

    private async Task RepairAsync(CancellationToken cancellationToken)
    {
        try
        {
            await repair.RepairAsync(cancellationToken);
            reader.LookAtHeld();
        }
        catch
        {
            _mustRepair = true;
            throw;
        }
    }

    private async Task RecoverAsync(Exception exception, TroubleKind kind)
    {
        ReceiveMetrics.ReadErrors.Add(1, ReceiveMetrics.Of(settings.Queue));
        _failingSince ??= time.GetTimestamp();

        // An outage is waited for, however long: the receiver's end would have to wait for its handlers, and the endpoint be deaf meanwhile.
        // What nobody has foreseen may be cured by a new beginning.
        if (kind == TroubleKind.Lasting || (kind == TroubleKind.Other && time.GetElapsedTime(_failingSince.Value) >= settings.LeaseDuration))
            throw exception as RedisStreamsException ?? Failure(exception);

        Condition.Failed(nameof(ReadLoop), exception);
        var delay = _retry.Next();
        Log.ReadingFailed(logger, settings.Queue.Value, (long)delay.TotalMilliseconds, exception.Message);
        await _signal.WaitAsync(delay);
        _mustReconnect |= exception is RedisConnectionException or TimeoutException or ObjectDisposedException;
        if (ServerTrouble.IsAtReplica(exception))
        {
            reader.DoubtPrimary();
            _mustReconnect = true;
        }
    }

    private RedisStreamsException Failure(Exception exception) =>
        new($"Could not read the queue '{settings.Queue}' for {settings.LeaseDuration}. The server or its client says: {exception.Message}", exception)
        {
            Entity = settings.Queue.Value,
        };

    private void Wake()
    {
        _signal.Set();
        reader.Interrupt();
    }

    private static RetryDelay NewRetry() => new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5));
}

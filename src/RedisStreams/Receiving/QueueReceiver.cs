using System.Threading.Channels;
using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Diagnostics;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Receiving;

/// <summary>Reads one queue and hands its entries to a handler: the consumer side of an endpoint, from start to stop. Used once.</summary>
internal sealed class QueueReceiver : IAsyncDisposable
{
    private readonly ReceiverSettings _settings;
    private readonly RedisConnection _connection;
    private readonly WakeSignal _wake;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly QueueScripts _scripts;
    private readonly InFlight _inFlight;
    private readonly Settler _settler;
    private readonly Dispatcher _dispatcher;
    private readonly EntryReader _reader;
    private readonly ReceiverRepair _repair;
    private readonly Ownership _ownership;
    private readonly LeaseLoop _leaseLoop;
    private readonly ReadLoop _readLoop;
    private readonly CancellationTokenSource _stopReading = new();
    private readonly ReceiverCondition _condition;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IDisposable> _listeners = [];
    private readonly Lock _gate = new();
    private Task _reading = Task.CompletedTask;
    private Task _leasing = Task.CompletedTask;
    private Task _settling = Task.CompletedTask;
    private Task? _stopping;

    /// <param name="connection">For commands, and the source of a connection of its own for reading.</param>
    /// <param name="wake">Only saves time.</param>
    /// <param name="settings">What to read and how.</param>
    /// <param name="handle">Called for each delivery, from the thread pool; it settles the delivery. What it leaves unsettled is delivered again.</param>
    /// <param name="redeclare">Declares the queue as configured; called when it is gone from the server.</param>
    /// <param name="logger">Where it says what happens.</param>
    /// <param name="time">Only for pauses and guesses: whatever is decided by time, the server decides.</param>
    public QueueReceiver(
        RedisConnection connection,
        WakeSignal wake,
        ReceiverSettings settings,
        Func<Delivery, Task> handle,
        Func<CancellationToken, Task> redeclare,
        ILogger logger,
        TimeProvider time)
    {
        (_settings, _connection, _wake, _logger, _time) = (settings, connection, wake, logger, time);
        _condition = new ReceiverCondition(time);
        _scripts = new QueueScripts(connection, settings.Queue, settings.PartitionCount);
        _inFlight = new InFlight(settings.PrefetchCount);
        _settler = new Settler(settings, _scripts, _inFlight, logger, time);
        var clock = new ServerClock(time);
        var gate = new EntryGate(settings, _settler, clock, handle, logger);
        _dispatcher = new Dispatcher(settings.ConcurrentMessageLimit, gate.ProcessAsync);
        _reader = new EntryReader(settings, connection, _scripts, _settler, clock, time);
        _ownership = new Ownership(settings, _scripts, _inFlight, _settler, _dispatcher, logger, time)
        {
            UseLanes = (lanes, until) => _readLoop!.UseLanes(lanes, until), // Not called before it is set, below.
            HasAppliedLanes = () => _readLoop!.HasAppliedLanes, // As above.
        };
        _leaseLoop = new LeaseLoop(settings, _scripts, _inFlight, _settler, clock, _ownership, logger, time)
        {
            LookAtHeld = () => _readLoop!.LookAtHeld(), // As above.
            ExpectDue = _reader.ExpectDue,
            RequestRepair = () => _readLoop!.RequestRepair(), // As above.
            Condition = _condition,
        };
        _repair = new ReceiverRepair(settings, _scripts, _inFlight, _settler, clock, logger, time)
        {
            Redeclare = redeclare,
            Repaired = RenewSoon,
        };
        var intake = new Intake(settings, _inFlight, _dispatcher, _settler, logger) { NoteWork = _leaseLoop.NoteWork };
        _readLoop = new ReadLoop(settings, _reader, _inFlight, intake, _settler, _repair, logger, time)
        {
            LongestWait = LongestWait,
            HearsOfHeld = () => _wake.PollInterval >= _connection.LongestWait,
            OwnershipDoubted = _leaseLoop.Hurry,
            Condition = _condition,
        };
        _inFlight.RoomMade = _readLoop.TryNow;
        _settler.QueueMissing = _readLoop.RequestRepair;
        _settler.LeftToLeases = _repair.ExpectLostReplies;
    }

    /// <summary>Fails when reading can't go on: the server is out of reach for too long, or something else lies under one of the queue's keys.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Why nothing can be read for a while now, and null when it goes on; complete when the receiver has ended.</summary>
    public ChannelReader<Exception?> Conditions => _condition.Changes;

    /// <summary>The consumer's name at the server; empty before the start.</summary>
    public string ConsumerName => _settler.Seat.Name;

    /// <summary>How many entries are buffered, being handled, or waiting for their acknowledgement.</summary>
    public int InFlightCount => _inFlight.Count;

    /// <summary>Takes a name, and what the mode asks to be owned, and begins to read.</summary>
    /// <exception cref="RedisStreamsException">The queue is exclusive, and another consumer has it.</exception>
    /// <exception cref="RedisException">The server can't be reached, or refuses.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _repair.OpenAsync(cancellationToken);
        try
        {
            await _reader.ConnectAsync(cancellationToken);
            await _ownership.StartAsync();
        }
        catch
        {
            await QuietlyAsync(() => _scripts.CloseConsumerAsync(_settler.Seat));
            throw;
        }

        _connection.Restored += GoOn;
        _listeners.Add(_wake.Listen(WakeSignal.Held(_settings.Queue.Value), _readLoop.LookAtHeld));
        _listeners.Add(_wake.Listen(WakeSignal.Made(_settings.Queue.Value), _leaseLoop.LookAround));
        _listeners.Add(_wake.Listen(WakeSignal.Owner(_settings.Queue.Value), _leaseLoop.NoteOthers));
        Log.ReceiverStarted(_logger, _settings.Queue.Value, ConsumerName);

        // What whoever starts the bus has about him (an activity, a culture) is no message's.
        using (ExecutionContext.SuppressFlow())
        {
            _settling = Task.Run(_settler.RunAsync, CancellationToken.None);
            _leasing = Task.Run(_leaseLoop.RunAsync, CancellationToken.None);
            _reading = Task.Run(ReadAsync, CancellationToken.None);
        }
    }

    /// <summary>Stops reading and gives back what was fetched but not begun; what runs goes on. A read that is under way may still bring something.</summary>
    public async Task PauseAsync()
    {
        _readLoop.Pause(true);
        Log.ReceiverPaused(_logger, _settings.Queue.Value, await ReleaseUnstartedAsync());
    }

    /// <summary>Reads again.</summary>
    public void Resume()
    {
        _readLoop.Pause(false);
        Log.ReceiverResumed(_logger, _settings.Queue.Value);
    }

    /// <summary>
    /// Stops reading, gives back what was fetched but not begun, and waits for the handlers that run. Their messages are settled before it
    /// returns, and the consumer's name and what it owned are free.
    /// </summary>
    /// <param name="abandon">Waits no longer for handlers: what they have is delivered again when its lease ends.</param>
    public Task StopAsync(CancellationToken abandon)
    {
        lock (_gate)
            return _stopping ??= StopOnceAsync(abandon);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        _stopReading.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            await _readLoop.RunAsync(_stopReading.Token);
        }
        catch (Exception exception)
        {
            _completion.TrySetException(exception);
        }
        finally
        {
            _condition.End();
        }
    }

    private async Task StopOnceAsync(CancellationToken abandon)
    {
        _readLoop.Stop();
        await _stopReading.CancelAsync();
        _connection.Restored -= GoOn;
        foreach (var listener in _listeners)
            listener.Dispose();
        await EndReadingAsync();

        var released = await ReleaseUnstartedAsync();
        await _dispatcher.WhenIdleAsync().WaitAsync(abandon).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _settler.Stop();
        await _settling;
        _leaseLoop.Stop();
        await _leasing;
        var abandoned = _inFlight.Count;
        if (_connection.IsConnected && ConsumerName.Length > 0)
        {
            await QuietlyAsync(_ownership.FreeAsync);
            await QuietlyAsync(() => _scripts.CloseConsumerAsync(_settler.Seat));
        }

        await _reader.DisposeAsync();
        _leaseLoop.Dispose();
        _ownership.Dispose();
        _settler.Dispose();
        _readLoop.Dispose();
        Log.ReceiverStopped(_logger, _settings.Queue.Value, released, abandoned);
        _completion.TrySetResult();
    }

    // A read is ended over the other connection, in far less than a fifth of its wait. When that is not there, closing this one must do.
    private async Task EndReadingAsync()
    {
        await _reading.WaitAsync(_connection.LongestWait / 5, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_reading.IsCompleted)
            return;

        await _reader.DisposeAsync();
        await _reading;
        _repair.ExpectLostReplies();
        await QuietlyAsync(_repair.ReturnLostRepliesAsync);
    }

    private async Task<int> ReleaseUnstartedAsync()
    {
        var unstarted = _dispatcher.Remove(_ => true);
        if (unstarted.Count == 0)
            return 0;
        if (!_connection.IsConnected)
        {
            _settler.LeaveToLeases(unstarted);
            return 0;
        }

        try
        {
            return await _settler.ReleaseAsync(unstarted);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            Log.EntriesNotGivenBack(_logger, _settings.Queue.Value, unstarted.Count, exception.Message);
            return 0;
        }
    }

    // First the leases: they have run on meanwhile.
    private void GoOn()
    {
        _leaseLoop.LookAround();
        _readLoop.TryNow();
    }

    // What is owned alone may have gone with the rest: nothing of it is read until the server has said that it is ours.
    private void RenewSoon()
    {
        if (_ownership.IsNeeded)
            _readLoop.Suspend();
        _leaseLoop.Hurry();
    }

    private TimeSpan LongestWait(int emptyReads)
    {
        var longest = _wake.PollInterval < _connection.LongestWait ? _wake.PollInterval : _connection.LongestWait;

        // Of what is owned for a time nothing may be read afterwards, also not by a read that a process left behind when it froze.
        if (_ownership.IsNeeded)
            return _settings.LeaseDuration / 3 < longest ? _settings.LeaseDuration / 3 : longest;

        // New entries end the wait themselves, and the channel tells of the rest: an idle queue needs few reads.
        return emptyReads > 1 && longest == _connection.LongestWait ? 3 * longest : longest;
    }

    private async Task QuietlyAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            Log.StepSkipped(_logger, _settings.Queue.Value, exception.Message);
        }
    }
}

using System.Threading.Channels;
using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Diagnostics;
using Corporation.RedisStreams.Protocol;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Delay;

/// <summary>
/// Moves scheduled messages that are due to where they were sent. Every bus has one; any number may run at once, for each message moves in
/// one step at the server. It sleeps until the next is due, and hears on the wake channel when that changes.
/// </summary>
internal sealed class ScheduledMover : IAsyncDisposable
{
    // A call of 100 takes the server 1 to 2 ms, in which nobody else is served.
    private const int MovesPerCall = 100;

    private static readonly Script Move = Script.Of("move-scheduled");

    // A message whose queue is full is tried again after this.
    private static readonly TimeSpan FullQueueDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);

    private readonly RedisConnection _connection;
    private readonly WakeSignal _wake;
    private readonly ILogger<ScheduledMover> _logger;
    private readonly RedisKey[] _keys;
    private readonly RedisValue[] _arguments = [MovesPerCall, (long)FullQueueDelay.TotalMilliseconds];

    // Holds one: it says "look", not how often.
    private readonly Channel<bool> _looks =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly ITimer _alarm;
    private readonly CancellationTokenSource _stopping = new();
    private IDisposable? _listener;
    private Task _running = Task.CompletedTask;
    private RetryDelay _retry = new(FirstRetry, LastRetry);

    public ScheduledMover(RedisConnection connection, WakeSignal wake, TimeProvider time, ILogger<ScheduledMover> logger)
    {
        _connection = connection;
        _wake = wake;
        _logger = logger;
        _keys = connection.Keys.ForScripts;
        _alarm = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Start()
    {
        if (_listener is not null)
            return;
        _listener = _wake.Listen(WakeSignal.Schedule, Look);
        _running = RunAsync(_stopping.Token);
    }

    /// <summary>Returns when the last move is done. Idempotent.</summary>
    public async Task StopAsync()
    {
        _listener?.Dispose();
        await _stopping.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _alarm.DisposeAsync();
        _stopping.Dispose();
    }

    private void Look() => _looks.Writer.TryWrite(true);

    private async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                var pause = await MoveDueAsync();
                if (pause <= TimeSpan.Zero)
                    continue;
                _alarm.Change(pause, Timeout.InfiniteTimeSpan);
                await _looks.Reader.ReadAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    /// <returns>How long nothing is to do.</returns>
    private async Task<TimeSpan> MoveDueAsync()
    {
        try
        {
            var moved = MoveReply.Read(await Move.EvaluateAsync(_connection.Database, _keys, _arguments));
            Report(moved);
            if (moved.Stopped.Length > 0)
                return Failed(ServerAdvice.With(moved.Stopped));

            _retry = new RetryDelay(FirstRetry, LastRetry);
            return moved.NextIn is { } next && next < _wake.PollInterval ? next : _wake.PollInterval;
        }
        catch (Exception exception) // Whatever it is: a mover that ended would hold up every scheduled message of this bus without a word.
        {
            return Failed(ServerAdvice.With(exception.Message));
        }
    }

    private void Report(in MoveReply moved)
    {
        SendMetrics.ScheduledMoved.Add(moved.Moved);
        SendMetrics.ScheduledDead.Add(moved.Dead + moved.Unreadable);
        SendMetrics.ScheduledPostponed.Add(moved.Postponed);
        if (moved.Dead > 0)
            Log.ScheduledDead(_logger, moved.Dead);
        if (moved.Unreadable > 0)
            Log.ScheduledUnreadable(_logger, moved.Unreadable);
    }

    private TimeSpan Failed(string reason)
    {
        if (ServerTrouble.IsAtReplica(reason))
            _connection.DoubtPrimary();
        var pause = _retry.Next();
        SendMetrics.MoveErrors.Add(1);
        Log.MoveFailed(_logger, (long)pause.TotalMilliseconds, reason);
        return pause;
    }
}

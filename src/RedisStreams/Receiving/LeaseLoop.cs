using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Diagnostics;
using Corporation.RedisStreams.Protocol;
using Microsoft.Extensions.Logging;

namespace Corporation.RedisStreams.Receiving;

/// <summary>
/// Everything a consumer does by the clock, in one loop: renews its leases and its ownership every third of a lease, reclaims what others
/// let lapse, shows that it lives, and removes consumers that are gone. An idle one goes round every half of a lease only, and one that
/// has the queue for itself once in a lease.
/// </summary>
internal sealed class LeaseLoop(
    ReceiverSettings settings, QueueScripts scripts, InFlight inFlight, Settler settler, ServerClock clock, Ownership ownership, ILogger logger, TimeProvider time)
    : IDisposable
{
    private readonly AsyncSignal _signal = new(time);
    private readonly IdArguments _arguments = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile bool _isStopping;
    private volatile bool _isAlone;
    private volatile bool _isHurried;
    private int _losses;
    private int _lossesLookedAt;
    private long _roundAt;
    private long? _keptSeatAt;
    private long? _keptKeysAt;
    private long? _reapedAt;

    /// <summary>Called when held entries may be due now.</summary>
    public required Action LookAtHeld { get; init; }

    /// <summary>Called with the time when held entries will be due.</summary>
    public required Action<long> ExpectDue { get; init; }

    /// <summary>Called when the queue or the consumer's name is gone.</summary>
    public required Action RequestRepair { get; init; }

    /// <summary>Told how each turn went.</summary>
    public required ReceiverCondition Condition { get; init; }

    public async Task RunAsync()
    {
        while (!_isStopping)
        {
            var retry = NewRetry();
            while (!_isStopping && !await TryTurnAsync(retry.Next()))
            {
            }

            await PauseAsync();
        }
    }

    /// <summary>The server may have lost its keys: has the next round begin now, and look whether name, settings and subscriptions are still there.</summary>
    public void LookAround()
    {
        Interlocked.Increment(ref _losses);
        Hurry();
    }

    /// <summary>Has the next round begin now.</summary>
    public void Hurry()
    {
        _isHurried = true;
        _signal.Set();
    }

    /// <summary>Entries were read: their leases must be renewed in time, however long the pause was meant to be.</summary>
    public void NoteWork()
    {
        if (Interlocked.Read(ref _roundAt) - time.GetTimestamp() > Ticks(settings.LeaseDuration / 3))
            _signal.Set();
    }

    /// <summary>Another consumer came, went, or gave something up.</summary>
    public void NoteOthers()
    {
        _isAlone = false;
        if (ownership.IsNeeded)
            Hurry();
        else
            _signal.Set();
    }

    public void Stop()
    {
        _isStopping = true;
        _signal.Set();
    }

    /// <summary>Renews all leases, and forgets the deliveries that are another's.</summary>
    public async Task RenewAsync()
    {
        await _turn.WaitAsync();
        try
        {
            foreach (var lane in inFlight.ToList().GroupBy(delivery => delivery.Lane))
            {
                foreach (var chunk in lane.Chunk(IdArguments.MaxIds))
                    await RenewAsync(lane.Key, chunk);
            }
        }
        catch
        {
            _arguments.Abandon();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _signal.Dispose();
        _turn.Dispose();
    }

    private async Task<bool> TryTurnAsync(TimeSpan pauseAfterFailure)
    {
        try
        {
            await RenewAsync();
            await ownership.RenewAsync();
            await MaintainAsync();
            await ReapAsync();
            Condition.Worked(nameof(LeaseLoop));
            return true;
        }
        catch (Exception exception) when (ServerTrouble.KindOf(exception) is var kind)
        {
            if (kind == TroubleKind.QueueGone)
                RequestRepair();
            Condition.Failed(nameof(LeaseLoop), exception);
            ReceiveMetrics.RenewErrors.Add(1, ReceiveMetrics.Of(settings.Queue));
            Log.LeasesNotRenewed(logger, settings.Queue.Value, inFlight.Count, (long)pauseAfterFailure.TotalMilliseconds, exception.Message);
            await _signal.WaitAsync(pauseAfterFailure);
            return false;
        }
    }

    private async Task RenewAsync(Lane lane, Delivery[] deliveries)
    {
        var asked = time.GetTimestamp();
        var (now, refused) = await scripts.RenewAsync(lane, _arguments.Write(settler.Seat, deliveries, inFlight.Count));
        clock.Observe(now, asked);
        foreach (var position in refused)
            settler.Lose(deliveries[position]);
    }

    private async Task MaintainAsync()
    {
        var losses = Volatile.Read(ref _losses);
        var keepSeat = losses != _lossesLookedAt || IsDue(_keptSeatAt, 0.7 * settings.LeaseDuration);
        var keepKeys = settings.AutoDeleteOnIdle is { } idle && IsDue(_keptKeysAt, 0.7 * idle);
        var asked = time.GetTimestamp();
        while (true)
        {
            var upkeep = await scripts.MaintainAsync(
                settler.Seat, settings.LeaseDuration, keepSeat ? settings.SeatDuration : null, keepKeys ? 2 * settings.AutoDeleteOnIdle : null, settings.Topics);
            if (!upkeep.HasSeat)
            {
                RequestRepair();
                return;
            }

            if (upkeep.IsUndeclared)
                RequestRepair();
            (_keptSeatAt, _keptKeysAt) = (keepSeat ? asked : _keptSeatAt, keepKeys ? asked : _keptKeysAt);
            _lossesLookedAt = losses;
            await UseAsync(upkeep);
            if (!upkeep.HasMore || _isStopping)
                return;
            keepSeat = keepKeys = false;
        }
    }

    private async Task UseAsync(Upkeep upkeep)
    {
        _isAlone = upkeep.IsAlone;
        if (upkeep.Reclaimed > 0)
        {
            ReceiveMetrics.Reclaimed.Add(upkeep.Reclaimed, ReceiveMetrics.Of(settings.Queue));
            Log.EntriesReclaimed(logger, settings.Queue.Value, upkeep.Reclaimed);
            LookAtHeld();
        }

        if (upkeep.HeldNeedRepair && await scripts.RepairHeldAsync() is > 0 and var mended)
        {
            Log.HeldRepaired(logger, settings.Queue.Value, mended);
            LookAtHeld();
        }

        if (upkeep.NextDueMs is { } due)
            ExpectDue(due);
    }

    private async Task ReapAsync()
    {
        if (!IsDue(_reapedAt, 5 * settings.LeaseDuration))
            return;
        var removed = await scripts.ReapAsync(settler.Seat, 2 * settings.LeaseDuration);
        _reapedAt = time.GetTimestamp();
        if (removed > 0)
            Log.ConsumersReaped(logger, settings.Queue.Value, removed);
    }

    private async Task PauseAsync()
    {
        var end = long.MaxValue;
        while (!_isStopping && !_isHurried)
        {
            end = Math.Min(end, time.GetTimestamp() + Ticks(NextPause()));
            var left = end - time.GetTimestamp();
            if (left <= 0)
                break;
            Interlocked.Exchange(ref _roundAt, end);
            await _signal.WaitAsync(TimeSpan.FromSeconds((double)left / time.TimestampFrequency));
        }

        _isHurried = false;
    }

    private long Ticks(TimeSpan duration) => (long)(duration.TotalSeconds * time.TimestampFrequency);

    private TimeSpan NextPause()
    {
        var isBusy = inFlight.Count > 0 || ownership.IsNeeded;
        var pause = settings.LeaseDuration / (isBusy ? 3 : _isAlone ? 1 : 2);
        if (settings.AutoDeleteOnIdle is { } idle && idle < pause)
            pause = idle;

        // Jitter only downwards: what must happen in time must not come late.
        return pause * (0.85 + 0.15 * Random.Shared.NextDouble());
    }

    private bool IsDue(long? last, TimeSpan interval) => last is not { } at || time.GetElapsedTime(at) >= interval;

    private static RetryDelay NewRetry() => new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2));
}

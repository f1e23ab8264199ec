using System.Runtime.InteropServices;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Diagnostics;
using Corporation.RedisStreams.Protocol;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Receiving;

/// <summary>Settles deliveries: acknowledgements in batches by one loop, everything else at once. Each is tried again when the server gives no answer, and
/// refused when the lease is lost.</summary>
internal sealed class Settler : IDisposable
{
    private const int MaxBatch = 256;

    private readonly ReceiverSettings _settings;
    private readonly QueueScripts _scripts;
    private readonly InFlight _inFlight;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly AcknowledgementQueue _acknowledgements;
    private readonly IdArguments _arguments = new();
    private List<Delivery> _batch = new(MaxBatch);
    private bool _isAmbiguous;
    private volatile bool _isStopping;

    public Settler(ReceiverSettings settings, QueueScripts scripts, InFlight inFlight, ILogger logger, TimeProvider time)
    {
        (_settings, _scripts, _inFlight, _logger, _time) = (settings, scripts, inFlight, logger, time);
        _acknowledgements = new AcknowledgementQueue(MaxBatch, time);
    }

    /// <summary>The consumer that the deliveries are leased to.</summary>
    public Seat Seat { get; set; } = new("", "");

    /// <summary>Called when the server says that the queue is gone.</summary>
    public Action? QueueMissing { get; set; }

    /// <summary>Called when deliveries were left to their leases that the server may not know to be given back.</summary>
    public Action? LeftToLeases { get; set; }

    public void Acknowledge(Delivery delivery) => _acknowledgements.Add(delivery);

    /// <summary>Whether acknowledgements wait a moment for others, and so cost the server fewer steps.</summary>
    public void Gather(bool gathers) => _acknowledgements.Gather(gathers);

    public Task<bool> MoveAsync(Delivery delivery, QueueName target, string headersJson) =>
        UntilAnsweredAsync(delivery, () => _scripts.MoveAsync(Seat, delivery, target, headersJson));

    public Task<bool> HoldAsync(Delivery delivery, Holding holding) =>
        UntilAnsweredAsync(delivery, async () => (await _scripts.HoldAsync(Seat, [(delivery, holding)])).Length == 0);

    /// <summary>Gives back deliveries that nobody began to handle, and nobody will: what the server gives no answer about is left to its lease.</summary>
    /// <returns>How many were given back; the rest had been lost or settled.</returns>
    /// <exception cref="RedisException">The server is out of reach, or refuses.</exception>
    /// <exception cref="TimeoutException">It did not answer.</exception>
    public async Task<int> ReleaseAsync(IReadOnlyList<Delivery> deliveries)
    {
        var (released, done) = (0, 0);
        Delivery[] ours = [.. deliveries.Where(delivery => delivery.TryEnter(DeliveryState.Settling))];
        try
        {
            foreach (var chunk in ours.Chunk(IdArguments.MaxIds))
            {
                var refused = await _scripts.HoldAsync(Seat, [.. chunk.Select(delivery => (delivery, Holding.Untouched(delivery)))]);
                for (var i = 0; i < chunk.Length; i++)
                    Conclude(chunk[i], !refused.Contains(i));
                done += chunk.Length;
                released += chunk.Length - refused.Length;
            }

            return released;
        }
        catch
        {
            foreach (var delivery in ours.Skip(done))
                delivery.Reopen();
            LeaveToLeases(ours.Skip(done));
            throw;
        }
    }

    /// <returns>What came of it; <see cref="ExpiryOutcome.NotYet"/> leaves the delivery open.</returns>
    public async Task<(ExpiryOutcome Outcome, long NowMs)> ExpireAsync(Delivery delivery)
    {
        if (!delivery.TryEnter(DeliveryState.Settling))
            return (ExpiryOutcome.Lost, 0);
        try
        {
            var headers = _settings.DeadLetterExpired ? ReasonHeaders.Expired(delivery, _settings.Queue) : "";
            var reply = await _scripts.ExpireAsync(Seat, delivery, _settings.DeadLetterExpired ? _settings.SkippedQueue : null, headers);
            if (reply.Outcome == ExpiryOutcome.NotYet)
                delivery.Reopen();
            else
                Conclude(delivery, reply.Outcome == ExpiryOutcome.Expired);
            return reply;
        }
        catch
        {
            delivery.Reopen();
            throw;
        }
    }

    /// <summary>Forgets a delivery whose lease is lost. What is being settled right now is left to that.</summary>
    public void Lose(Delivery delivery)
    {
        if (!delivery.TryLose())
            return;
        _inFlight.Remove(delivery);
        ReportLost(delivery);
    }

    /// <summary>Leaves deliveries that nobody will handle to their leases, or to whoever asks the server what it lent without our knowledge.</summary>
    public void LeaveToLeases(IEnumerable<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
            Forget(delivery);
        LeftToLeases?.Invoke();
    }

    /// <summary>Leaves a delivery to its lease: nothing more is done for it here.</summary>
    public void Forget(Delivery delivery)
    {
        if (delivery.TryLose())
            _inFlight.Remove(delivery);
    }

    /// <summary>Acknowledges until it is told to stop and nothing is left. While a batch is on its way, the next one gathers.</summary>
    public async Task RunAsync()
    {
        var retry = NewRetry();
        while (true)
        {
            await _acknowledgements.WaitAsync();
            var isLast = _isStopping; // Asked before the last look, or what came in between would stay.
            while (TakeBatch())
            {
                try
                {
                    await FlushAsync();
                    retry = NewRetry();
                }
                catch (Exception exception) when (ServerTrouble.KindOf(exception) != TroubleKind.QueueGone && !_isStopping)
                {
                    var delay = retry.Next();
                    ReceiveMetrics.SettleErrors.Add(1, ReceiveMetrics.Of(_settings.Queue));
                    Log.AcknowledgingFailed(_logger, _settings.Queue.Value, _batch.Count, (long)delay.TotalMilliseconds, exception.Message);
                    _isAmbiguous = true;
                    _arguments.Abandon();
                    await Task.Delay(delay, _time);
                }
                catch (Exception exception)
                {
                    GiveUp(exception);
                }
            }

            if (isLast)
                return;
        }
    }

    /// <summary>Lets the loop end when everything is acknowledged, or can't be.</summary>
    public void Stop()
    {
        _acknowledgements.Gather(false);
        _isStopping = true;
        _acknowledgements.SendNow();
    }

    public void Dispose() => _acknowledgements.Dispose();

    // A batch that failed stays and is tried again before others.
    private bool TakeBatch()
    {
        if (_batch.Count > 0)
            return true;
        if (!_acknowledgements.TryTake(ref _batch))
            return false;

        _isAmbiguous = false;
        return true;
    }

    private async Task FlushAsync()
    {
        // All of one lane together; nearly always there is only one. What ended first goes first: of one partition key no message may be settled
        // while an older one is not. Within one step there is no order, so a sort that keeps it is for those that don't fit into one.
        if (_batch.Exists(delivery => delivery.Lane != _batch[0].Lane))
        {
            if (_batch.Count > MaxBatch)
                _batch = [.. _batch.OrderBy(static delivery => delivery.Lane.Code, StringComparer.Ordinal)];
            else
                _batch.Sort(static (one, other) => string.CompareOrdinal(one.Lane.Code, other.Lane.Code));
        }

        while (_batch.Count > 0)
        {
            var lane = _batch[0].Lane;
            var count = 1;
            while (count < Math.Min(MaxBatch, _batch.Count) && _batch[count].Lane == lane)
                count++;

            await FlushAsync(lane, count);
            _batch.RemoveRange(0, count);
        }
    }

    private async Task FlushAsync(Lane lane, int count)
    {
        var ids = _arguments.Write(Seat, AsSpan(count), _inFlight.Count);
        var refused = await _scripts.SettleAsync(lane, ids);
        var deliveries = AsSpan(count);
        foreach (var delivery in deliveries)
            delivery.MarkSettled();
        foreach (var position in refused)
            Refuse(deliveries[position]);
        _inFlight.Remove(deliveries);
    }

    private void Refuse(Delivery delivery)
    {
        delivery.MarkRefused();

        // The batch was sent before, and the answer got lost: most likely it was done then.
        if (!_isAmbiguous)
            ReportLost(delivery);
    }

    private void GiveUp(Exception exception)
    {
        Log.AcknowledgementsGivenUp(_logger, _settings.Queue.Value, _batch.Count, exception.Message);
        foreach (var delivery in _batch)
            delivery.MarkRefused();
        _inFlight.Remove(AsSpan(_batch.Count));
        _batch.Clear();
        _arguments.Abandon();
        if (ServerTrouble.KindOf(exception) == TroubleKind.QueueGone)
            QueueMissing?.Invoke();
    }

    // A connection that breaks just now says nothing about the message: the caller would take it for the message's fault. A step that was done
    // without an answer is refused the second time, as a lost lease would be; either way the message is where nobody here has to care.
    private async Task<bool> UntilAnsweredAsync(Delivery delivery, Func<Task<bool>> step)
    {
        var began = _time.GetTimestamp();
        var retry = NewRetry();
        var isAmbiguous = false;
        while (true)
        {
            try
            {
                var isSettled = await step() || isAmbiguous;
                Conclude(delivery, isSettled);
                return isSettled;
            }
            catch (Exception exception) when (MayPassBefore(exception, began))
            {
                var delay = retry.Next();
                isAmbiguous |= exception is not RedisServerException;
                ReceiveMetrics.SettleErrors.Add(1, ReceiveMetrics.Of(_settings.Queue));
                Log.SettlingDelayed(_logger, _settings.Queue.Value, delivery.Lane.Code, delivery.EntryId, (long)delay.TotalMilliseconds, exception.Message);
                await Task.Delay(delay, _time);
            }
        }
    }

    // After a lease's time without an answer somebody else has the message anyway.
    private bool MayPassBefore(Exception exception, long began) =>
        !_isStopping && exception is not ObjectDisposedException && ServerTrouble.KindOf(exception) == TroubleKind.Passing
        && _time.GetElapsedTime(began) < _settings.LeaseDuration;

    private void Conclude(Delivery delivery, bool isSettled)
    {
        if (isSettled)
        {
            delivery.MarkSettled();
        }
        else
        {
            delivery.MarkRefused();
            ReportLost(delivery);
        }

        _inFlight.Remove(delivery);
    }

    private void ReportLost(Delivery delivery)
    {
        ReceiveMetrics.LeasesLost.Add(1, ReceiveMetrics.Of(_settings.Queue));
        Log.LeaseLost(_logger, _settings.Queue.Value, delivery.Lane.Code, delivery.EntryId, delivery.DeliveryCount);
    }

    private Span<Delivery> AsSpan(int count) => CollectionsMarshal.AsSpan(_batch)[..count];

    private static RetryDelay NewRetry() => new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5));
}

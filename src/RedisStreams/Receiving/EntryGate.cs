using Corporation.RedisStreams.Diagnostics;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Receiving;

/// <summary>What happens to each delivery: it is looked at, handled, and given back if the handler left it unsettled.</summary>
internal sealed class EntryGate(ReceiverSettings settings, Settler settler, ServerClock clock, Func<Delivery, Task> handle, ILogger logger)
{
    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromMinutes(1);

    /// <summary>Never throws, so that a worker's loop goes on.</summary>
    public Task ProcessAsync(Delivery delivery)
    {
        if (delivery.State != DeliveryState.Open)
            return Task.CompletedTask;
        if (delivery.Body is null || delivery.DeliveryCount > settings.MaxDeliveryCount || delivery.ExpiresMs <= clock.NowMs)
            return ProcessSuspectAsync(delivery);
        return HandleAsync(delivery);
    }

    private async Task ProcessSuspectAsync(Delivery delivery)
    {
        try
        {
            if (await IsTurnedAwayAsync(delivery))
                return;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            SettlingFailed(delivery, exception);
            return;
        }

        await HandleAsync(delivery);
    }

    private async Task<bool> IsTurnedAwayAsync(Delivery delivery)
    {
        if (delivery.Body is null)
        {
            if (await delivery.MoveAsync(settings.ErrorQueue, ReasonHeaders.Foreign(delivery, settings.Queue)))
            {
                ReceiveMetrics.Poisoned.Add(1, ReceiveMetrics.Of(settings.Queue));
                Log.ForeignEntry(logger, settings.Queue.Value, delivery.Lane.Code, delivery.EntryId, settings.ErrorQueue.Value);
            }

            return true;
        }

        return await IsExpiredAsync(delivery) || await IsPoisonAsync(delivery);
    }

    private async Task<bool> IsPoisonAsync(Delivery delivery)
    {
        if (settings.MaxDeliveryCount is not { } limit || delivery.DeliveryCount <= limit)
            return false;

        if (await delivery.MoveAsync(settings.ErrorQueue, ReasonHeaders.DeliveredTooOften(delivery, settings.Queue, limit)))
        {
            ReceiveMetrics.Poisoned.Add(1, ReceiveMetrics.Of(settings.Queue));
            Log.DeliveredTooOften(
                logger,
                settings.Queue.Value,
                delivery.Lane.Code,
                delivery.EntryId,
                delivery.DeliveryCount - 1,
                limit,
                settings.ErrorQueue.Value);
        }

        return true;
    }

    private async Task<bool> IsExpiredAsync(Delivery delivery)
    {
        if (!(delivery.ExpiresMs <= clock.NowMs))
            return false;

        var (outcome, _) = await settler.ExpireAsync(delivery);
        if (outcome != ExpiryOutcome.Expired)
            return outcome == ExpiryOutcome.Lost;

        ReceiveMetrics.Expired.Add(1, ReceiveMetrics.Of(settings.Queue));
        Log.EntryExpired(logger, settings.Queue.Value, delivery.Lane.Code, delivery.EntryId);
        return true;
    }

    // One of the two broad catches that the house allows: whatever a handler throws, the loop that called it must go on.
    private async Task HandleAsync(Delivery delivery)
    {
        Exception? failure = null;
        try
        {
            await handle(delivery);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        if (failure is not null || delivery.State == DeliveryState.Open)
            await GiveBackAsync(delivery, failure);
    }

    // The delivery counts and the next one waits: a handler that always fails must neither spin nor go on for ever.
    private async Task GiveBackAsync(Delivery delivery, Exception? failure)
    {
        var delay = TimeSpan.FromTicks(
            Math.Min(LongestRetryDelay.Ticks, FirstRetryDelay.Ticks << Math.Min(delivery.DeliveryCount - 1, 10)));
        ReceiveMetrics.HandlerErrors.Add(1, ReceiveMetrics.Of(settings.Queue));
        if (failure is not null || delivery.State == DeliveryState.Open)
            Log.HandlerThrew(logger, failure, settings.Queue.Value, delivery.Lane.Code, delivery.EntryId, (long)delay.TotalMilliseconds);
        try
        {
            await delivery.RetryAsync(delay);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            SettlingFailed(delivery, exception);
        }
    }

    // It stays pending, so it counts against the prefetch until the server says that the lease is lost. Better than to renew for ever
    // what nobody handles: the delivery is forgotten here, its lease ends and another consumer gets it.
    private void SettlingFailed(Delivery delivery, Exception exception)
    {
        ReceiveMetrics.SettleErrors.Add(1, ReceiveMetrics.Of(settings.Queue));
        Log.SettlingFailed(logger, settings.Queue.Value, delivery.Lane.Code, delivery.EntryId, exception.Message);
        settler.Forget(delivery);
    }
}

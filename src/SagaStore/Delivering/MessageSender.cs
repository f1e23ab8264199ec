using System.Diagnostics;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Diagnostics;
using MassTransit;
using MassTransit.Logging;
using MassTransit.Serialization;
using Microsoft.Extensions.Logging;

namespace Corporation.SagaStore.Delivering;

/// <summary>Sends the messages of an outbox, in order, until one fails.</summary>
internal sealed class MessageSender(IBusControl bus, OutboxOptions options, KeyValuePair<string, object?> tag, ILogger logger)
{
    private long _lastSuccess;

    /// <param name="delivery">What is to be sent.</param>
    /// <param name="cancellationToken">Stops before the next message, and the one under way if the transport can.</param>
    public async Task<OutboxProgress> SendAsync(OutboxDelivery delivery, CancellationToken cancellationToken)
    {
        var progress = new OutboxProgress(delivery.OutboxId, 0, 0, null);
        foreach (var row in delivery.Messages)
        {
            if (cancellationToken.IsCancellationRequested || delivery.Window.IsOver)
                break;

            try
            {
                await SendAsync(row, Stopwatch.GetElapsedTime(delivery.Stored), cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                var wasBusSeen = delivery.WasBusSeen || progress.Delivered > 0;
                return progress with { Failure = FailureOf(row, exception, delivery.SinceLastTry, wasBusSeen) };
            }

            Volatile.Write(ref _lastSuccess, Stopwatch.GetTimestamp());
            progress = progress with { DeliveredThrough = row.SequenceNumber, Delivered = progress.Delivered + 1 };
        }

        return progress;
    }

    private async Task SendAsync(OutboxMessage row, TimeSpan age, CancellationToken cancellationToken)
    {
        if (row.TimeToLiveMs < age.TotalMilliseconds)
        {
            StoreMetrics.Expired.Add(1, tag);
            Log.MessageExpired(logger, row.MessageId, row.DestinationAddress ?? "");
            return;
        }

        var message = new StoredMessage(row, age);
        if (message.DestinationAddress is not { } address)
            throw new FormatException($"The message {row.MessageId} has no destination address.");

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.MessageDeliveryTimeout);
        var endpoint = await bus.GetSendEndpoint(address);
        var activity = LogContext.Current?.StartOutboxDeliverActivity(message);
        try
        {
            await endpoint.Send(new SerializedMessageBody(), new StoredMessagePipe(message, address), limit.Token);
        }
        catch (Exception exception)
        {
            activity?.AddExceptionEvent(exception);
            throw;
        }
        finally
        {
            activity?.Stop();
        }

        Log.MessageDelivered(logger, row.MessageId, row.OutboxId);
    }

    private DeliveryFailure FailureOf(OutboxMessage row, Exception exception, TimeSpan? sinceLastTry, bool wasBusSeen)
    {
        StoreMetrics.DeliveryFailures.Add(1, tag);
        var counts = bus.CheckHealth().Status != BusHealthStatus.Unhealthy
            && (wasBusSeen || DeliveryFaults.AreOfTheMessage(exception) || IsNewerThan(sinceLastTry));
        var tries = counts ? row.Tries + 1 : row.Tries;
        var isParked = counts && tries >= options.MaxDeliveryAttempts;
        if (isParked)
        {
            StoreMetrics.ParkedMessages.Add(1, tag);
            Log.MessageParked(logger, exception, row.MessageId, row.OutboxId, row.DestinationAddress ?? "", tries);
        }
        else
        {
            Log.DeliveryFailed(logger, exception, row.MessageId, row.OutboxId, row.DestinationAddress ?? "", tries);
        }

        var delay = counts ? DeliveryFaults.DelayAfter(options.RetryDelay, tries) : DeliveryFaults.DelayInOutage(options.RetryDelay);
        return new DeliveryFailure(row.SequenceNumber, DeliveryFaults.TextOf(exception), counts, tries, isParked, delay);
    }

    // Something else was sent since this one failed last: so it is not the bus.
    private bool IsNewerThan(TimeSpan? sinceLastTry) =>
        sinceLastTry is { } since && Volatile.Read(ref _lastSuccess) is > 0 and var last && Stopwatch.GetElapsedTime(last) < since;
}

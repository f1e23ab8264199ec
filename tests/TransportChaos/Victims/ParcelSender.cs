using Corporation.TransportChaos.Ledgers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.TransportChaos.Victims;

/// <summary>Sends each message by the way of its kind, again and again until the send returns, and writes down what is known of it.</summary>
internal sealed class ParcelSender(VictimPlan plan, IServiceProvider services, LedgerFile ledger, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ShortDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongDelay = TimeSpan.FromSeconds(2);

    private readonly KindChooser _kinds = new(plan.Mix);
    private readonly IBus _bus = services.GetRequiredService<IBus>();
    private readonly IRedisStreamsQueues _queues = services.GetRequiredService<IRedisStreamsQueues>();

    /// <summary>Sends the message of a number until the send returns.</summary>
    public async Task SendAsync(int number, int chain)
    {
        var id = new ParcelId(plan.Number, number);
        var kind = _kinds.Of(number);
        ledger.Sending(id, kind, chain);
        while (!await TrySendAsync(id, kind, chain))
            await Task.Delay(Pause, time);
    }

    /// <summary>Sends one message of a kind once.</summary>
    /// <returns>Whether the send returned.</returns>
    public Task<bool> SendOnceAsync(int number, ParcelKind kind)
    {
        var id = new ParcelId(plan.Number, number);
        ledger.Sending(id, kind, chain: 0);
        return TrySendAsync(id, kind, chain: 0);
    }

    private async Task<bool> TrySendAsync(ParcelId id, ParcelKind kind, int chain)
    {
        try
        {
            await SendAsync(id, kind, chain);
            ledger.Acknowledged(id);
        }
#pragma warning disable CA1031 // Whatever went wrong, the message may be there: that is all there is to know.
        catch (Exception)
#pragma warning restore CA1031
        {
            ledger.Failed(id);
            return false;
        }

        if (kind == ParcelKind.Cancelled)
            await CancelAsync(id);
        return true;
    }

    private async Task SendAsync(ParcelId id, ParcelKind kind, int chain)
    {
        if (kind == ParcelKind.FannedOut)
        {
            await _bus.Publish(new News(id.Value), context => context.MessageId = id.MessageId);
            return;
        }

        var endpoint = await _bus.GetSendEndpoint(new Uri($"queue:{Route.Of(kind)[0]}"));
        await endpoint.Send(new Parcel(id.Value, (int)kind), context =>
        {
            context.MessageId = id.MessageId;
            if (kind == ParcelKind.Ordered)
                context.SetPartitionKey($"{plan.Number}-{chain}");
            if (kind is ParcelKind.Scheduled or ParcelKind.Cancelled)
            {
                context.Delay = kind == ParcelKind.Scheduled ? ShortDelay * (1 + id.Number % 8) : LongDelay;
                context.ScheduledMessageId = id.MessageId;
            }
        });
    }

    private async Task CancelAsync(ParcelId id)
    {
        try
        {
            ledger.Cancelled(id, await _queues.CancelScheduledAsync(id.MessageId, CancellationToken.None));
        }
#pragma warning disable CA1031 // As above: nobody knows now whether it was taken back.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}

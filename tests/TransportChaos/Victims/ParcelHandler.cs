using System.Diagnostics;
using Corporation.TransportChaos.Ledgers;
using MassTransit;

namespace Corporation.TransportChaos.Victims;

/// <summary>Handles every message as its kind says, and writes it down.</summary>
internal sealed class ParcelHandler(Action<Handling> handled, Action<Handling> thrown, TimeSpan duration, TimeProvider time)
{
    // Some take longer, so that a kill meets handlers at work.
    private const int OneIn = 16;

    private static readonly TimeSpan LongDuration = TimeSpan.FromMilliseconds(10);

    public async Task HandleAsync(ConsumeContext<Parcel> context, string queue)
    {
        var began = Stopwatch.GetTimestamp();
        var id = new ParcelId(context.Message.Id);
        await WorkAsync(id);
        if (context.Message.KindOf == ParcelKind.Doomed)
        {
            thrown(Describe(context, queue, id, began));
            throw new DoomedException();
        }

        if (context.Message.KindOf == ParcelKind.Delayed && context.GetRedeliveryCount() == 0)
            throw new NotYetException();
        handled(Describe(context, queue, id, began));
    }

    public async Task HandleAsync<T>(ConsumeContext<T> context, string queue)
        where T : class, INews
    {
        var began = Stopwatch.GetTimestamp();
        var id = new ParcelId(context.Message.Id);
        await WorkAsync(id);
        handled(Describe(context, queue, id, began));
    }

    // Not cancelled when the lease is lost: a handler that heeds nothing is the harder case.
    private Task WorkAsync(ParcelId id)
    {
        var wait = duration > TimeSpan.Zero ? duration : id.Number % OneIn == 0 ? LongDuration : TimeSpan.Zero;
        return wait > TimeSpan.Zero ? Task.Delay(wait, time) : Task.CompletedTask;
    }

    private static Handling Describe(ConsumeContext context, string queue, ParcelId id, long began)
    {
        var entry = context.ReceiveContext.TransportHeaders.Get<string>(MessageHeaders.TransportMessageId) ?? "?";
        return new Handling(queue, id, entry, context.ReceiveContext.Redelivered, began, Stopwatch.GetTimestamp());
    }
}

using MassTransit;

namespace Corporation.RedisStreams.Conformance.Parcels;

/// <summary>Finds every parcel in Bremen, but those below zero.</summary>
public sealed class FindParcelConsumer : IConsumer<FindParcel>
{
    public Task Consume(ConsumeContext<FindParcel> context) => context.Message.Number < 0
        ? context.RespondAsync(new ParcelUnknown(context.Message.Number))
        : context.RespondAsync(
            new ParcelFound(context.Message.Number, "Bremen"),
            response => response.Headers.Set("Queue", context.ReceiveContext.InputAddress.Segments[^1]));
}

using MassTransit;

namespace Corporation.RedisStreams.Conformance.Coordinating;

/// <summary>Done when all boxes are moved.</summary>
public sealed class HouseFuture : Future<MoveHouse, HouseMoved>
{
    public HouseFuture()
    {
        ConfigureCommand(command => command.CorrelateById(context => context.Message.HouseId));

        SendRequests<string, MoveBox>(
                house => house.Boxes,
                request =>
                {
                    request.UsingRequestFactory(context => new MoveBox { BoxId = NewId.NextGuid(), Name = context.Message });
                    request.TrackPendingRequest(box => box.BoxId);
                })
            .OnResponseReceived<BoxMoved>(response => response.CompletePendingRequest(moved => moved.BoxId));

        WhenAllCompleted(house => house.SetCompletedUsingFactory(context => new HouseMoved
        {
            HouseId = context.Saga.CorrelationId,
            Boxes = [.. context.SelectResults<BoxMoved>().Select(moved => moved.Name).Order()],
        }));
    }
}

using MassTransit;

namespace Corporation.RedisStreams.Conformance.Coordinating;

public sealed record MoveHouse
{
    public Guid HouseId { get; init; }

    public IReadOnlyList<string> Boxes { get; init; } = [];
}

public sealed record MoveBox
{
    public Guid BoxId { get; init; }

    public string Name { get; init; } = "";
}

public sealed record BoxMoved
{
    public Guid BoxId { get; init; }

    public string Name { get; init; } = "";
}

public sealed record HouseMoved
{
    public Guid HouseId { get; init; }

    public IReadOnlyList<string> Boxes { get; init; } = [];
}

/// <summary>Moves a box, but not the piano.</summary>
public sealed class MoveBoxConsumer : IConsumer<MoveBox>
{
    public Task Consume(ConsumeContext<MoveBox> context) => context.Message.Name == "piano"
        ? throw new InvalidOperationException("The piano stays.")
        : context.RespondAsync(new BoxMoved { BoxId = context.Message.BoxId, Name = context.Message.Name });
}

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

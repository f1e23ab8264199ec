using MassTransit;

namespace Corporation.RedisStreams.Conformance.Coordinating;

/// <summary>Moves a box, but not the piano.</summary>
public sealed class MoveBoxConsumer : IConsumer<MoveBox>
{
    public Task Consume(ConsumeContext<MoveBox> context) => context.Message.Name == "piano"
        ? throw new InvalidOperationException("The piano stays.")
        : context.RespondAsync(new BoxMoved { BoxId = context.Message.BoxId, Name = context.Message.Name });
}

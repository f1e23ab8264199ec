using Corporation.TransportBench.Accounting;
using MassTransit;

namespace Corporation.TransportBench.UnderTest;

/// <summary>A consumer as people write them: a class, resolved per message. Duplicates are counted, so it may run twice.</summary>
internal sealed class BenchConsumer(Reception reception) : IConsumer<BenchMessage>
{
    public Task Consume(ConsumeContext<BenchMessage> context)
    {
        var gate = reception.Gate;
        if (!gate.IsCompleted)
            return ConsumeLaterAsync(gate, context);

        Take(context);
        return Task.CompletedTask;
    }

    private async Task ConsumeLaterAsync(Task gate, ConsumeContext<BenchMessage> context)
    {
        await gate;
        Take(context);
    }

    private void Take(ConsumeContext<BenchMessage> context)
    {
        if (reception.BodyBytes == 0)
            reception.BodyBytes = context.ReceiveContext.Body.Length ?? 0;

        reception.Deliver(context.Message.Run, context.Message.Sequence);
    }
}

using System.Collections.Concurrent;
using MassTransit;

namespace Corporation.Factory.Tests.Harness;

/// <summary>The messages of a type that came here, each time.</summary>
internal sealed class Arrivals<T> : IConsumeMessageObserver<T>
    where T : class
{
    public ConcurrentQueue<T> All { get; } = new();

    public Task PreConsume(ConsumeContext<T> context) => Task.CompletedTask;

    public Task PostConsume(ConsumeContext<T> context)
    {
        All.Enqueue(context.Message);
        return Task.CompletedTask;
    }

    public Task ConsumeFault(ConsumeContext<T> context, Exception exception) => Task.CompletedTask;
}

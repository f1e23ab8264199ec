using MassTransit;

namespace Corporation.RedisStreams.Conformance.Running;

/// <summary>Counts what the transport delivers to an endpoint, however many consumers see it there.</summary>
public sealed class Deliveries(string queue) : IReceiveObserver
{
    private int _begun;
    private int _ended;
    private int _failed;
    private int _consumed;

    public int Begun => Volatile.Read(ref _begun);

    public int Ended => Volatile.Read(ref _ended);

    public int Failed => Volatile.Read(ref _failed);

    public int Consumed => Volatile.Read(ref _consumed);

    public Task PreReceive(ReceiveContext context) => Count(context, ref _begun);

    public Task PostReceive(ReceiveContext context) => Count(context, ref _ended);

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Count(context, ref _failed);

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Count(context.ReceiveContext, ref _consumed);

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    private Task Count(ReceiveContext context, ref int counter)
    {
        if (context.InputAddress.Segments[^1] == queue)
            Interlocked.Increment(ref counter);
        return Task.CompletedTask;
    }
}

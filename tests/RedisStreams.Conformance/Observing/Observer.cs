using System.Collections.Concurrent;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Observing;

/// <summary>Notes what it is told, with the message's type.</summary>
internal sealed class Observer : ISendObserver, IPublishObserver, IConsumeObserver
{
    private readonly ConcurrentQueue<string> _seen = new();

    public IReadOnlyCollection<string> Seen => _seen;

    public Task PreSend<T>(SendContext<T> context)
        where T : class => Note<T>(nameof(PreSend));

    public Task PostSend<T>(SendContext<T> context)
        where T : class => Note<T>(nameof(PostSend));

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class => Note<T>(nameof(SendFault));

    public Task PrePublish<T>(PublishContext<T> context)
        where T : class => Note<T>(nameof(PrePublish));

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class => Note<T>(nameof(PostPublish));

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => Note<T>(nameof(PublishFault));

    public Task PreConsume<T>(ConsumeContext<T> context)
        where T : class => Note<T>(nameof(PreConsume));

    public Task PostConsume<T>(ConsumeContext<T> context)
        where T : class => Note<T>(nameof(PostConsume));

    public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
        where T : class => Note<T>(nameof(ConsumeFault));

    private Task Note<T>(string what)
    {
        _seen.Enqueue($"{what} {typeof(T).Name}");
        return Task.CompletedTask;
    }
}

using System.Collections.Concurrent;
using MassTransit;

namespace Corporation.SagaStore.Tests.Paying;

/// <summary>What has left the buses of a test's hosts, and a bus that can be away.</summary>
public sealed class Witness : ISendObserver
{
    private readonly ConcurrentQueue<SentMessage> _sent = new();
    private int _refused;

    /// <summary>In the order in which the transport got them. Only what comes out of an outbox.</summary>
    public IReadOnlyCollection<SentMessage> Sent => _sent;

    public ConcurrentQueue<ConsumeContext<Paid>> Received { get; } = new();

    public ConcurrentQueue<Fault> Faults { get; } = new();

    public ConcurrentQueue<Guid?> Skipped { get; } = new();

    /// <summary>While true the transport takes nothing from an outbox.</summary>
    public bool IsBusAway { get; set; }

    /// <summary>In the order in which the transport got them; of what has been received.</summary>
    public IEnumerable<int> NumbersSentBy(Guid accountId)
    {
        var numbers = Received.ToDictionary(one => one.MessageId!.Value, one => one.Message);
        return [.. _sent.Where(one => one.CorrelationId == accountId).Select(one => numbers[one.MessageId!.Value].Number)];
    }

    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Called with each message that is about to leave an outbox.</summary>
    public Func<SentMessage, Task>? Sending { get; set; }

    /// <summary>Called with each context that the transport gets from an outbox.</summary>
    public Action<SendContext>? Dispatching { get; set; }

    public async Task PreSend<T>(SendContext<T> context)
        where T : class
    {
        if (typeof(T) != typeof(MassTransit.Serialization.SerializedMessageBody))
            return;
        if (IsBusAway)
        {
            Interlocked.Increment(ref _refused);
            throw new TransportUnavailableException("The bus is away.");
        }

        var message = new SentMessage(context.MessageId, context.CorrelationId, context.Delay, context.DestinationAddress);
        if (Sending is not null)
            await Sending(message);
        Dispatching?.Invoke(context);
        _sent.Enqueue(message);
    }

    public Task PostSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}

public sealed record SentMessage(Guid? MessageId, Guid? CorrelationId, TimeSpan? Delay, Uri? Destination);

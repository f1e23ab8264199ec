using System.Collections.Concurrent;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Running;

/// <summary>A consumer that keeps what it gets.</summary>
public sealed class Arrivals<T> : IDisposable
    where T : class
{
    private readonly ConcurrentQueue<Arrival<T>> _all = new();
    private readonly SemaphoreSlim _unread = new(0);
    private int _read;

    public IReadOnlyCollection<Arrival<T>> All => _all;

    public int Count => _all.Count;

    /// <summary>A handler for any endpoint.</summary>
    public Task Keep(ConsumeContext<T> context)
    {
        _all.Enqueue(Describe(context));
        _unread.Release();
        return Task.CompletedTask;
    }

    /// <summary>The next one that the test has not read yet.</summary>
    public async Task<Arrival<T>> NextAsync()
    {
        if (!await _unread.WaitAsync(Patience.Deadline, TestContext.Current.CancellationToken))
            throw new TimeoutException($"No {typeof(T).Name} number {_read + 1} arrived within {Patience.Deadline.TotalSeconds} s.");
        return _all.ElementAt(_read++);
    }

    public async Task<IReadOnlyList<Arrival<T>>> TakeAsync(int count)
    {
        var taken = new List<Arrival<T>>(count);
        while (taken.Count < count)
            taken.Add(await NextAsync());
        return taken;
    }

    public void Dispose() => _unread.Dispose();

    private static Arrival<T> Describe(ConsumeContext<T> context) =>
        new(context.Message, context.MessageId, context.RequestId, context.CorrelationId, context.ConversationId, context.InitiatorId)
        {
            SourceAddress = context.SourceAddress,
            DestinationAddress = context.DestinationAddress,
            ResponseAddress = context.ResponseAddress,
            FaultAddress = context.FaultAddress,
            InputAddress = context.ReceiveContext.InputAddress,
            SentTime = context.SentTime,
            ExpirationTime = context.ExpirationTime,
            ContentType = context.ReceiveContext.ContentType?.MediaType,
            Redelivered = context.ReceiveContext.Redelivered,
            Headers = Keep(context.Headers),
            TransportHeaders = Keep(context.ReceiveContext.TransportHeaders),
            Bytes = context.ReceiveContext.Body.GetBytes(),
        };

    private static Dictionary<string, object> Keep(Headers headers) =>
        headers.GetAll().GroupBy(header => header.Key).ToDictionary(header => header.Key, header => header.First().Value);
}

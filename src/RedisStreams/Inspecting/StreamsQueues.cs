using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Configuration;
using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Sending;
using MassTransit;

namespace Corporation.RedisStreams.Inspecting;

/// <summary>What operators see and do, over the connection of a bus.</summary>
internal sealed class StreamsQueues(Func<StreamsHostConfiguration> host) : IRedisStreamsQueues
{
    private const int MostPeeked = 1_000;

    public async Task<IReadOnlyList<string>> ListQueuesAsync(CancellationToken cancellationToken = default) =>
        [.. (await AskAsync(server => server.Inspector.QueuesAsync(cancellationToken), cancellationToken)).Select(queue => queue.Value)];

    public async Task<IReadOnlyList<string>> ListTopicsAsync(CancellationToken cancellationToken = default) =>
        [.. (await AskAsync(server => server.Inspector.TopicsAsync(cancellationToken), cancellationToken)).Select(topic => topic.Value)];

    public async Task<RedisStreamsQueueDepth?> GetDepthAsync(string queueName, CancellationToken cancellationToken = default)
    {
        var queue = new QueueName(queueName);
        var stats = await AskAsync(server => server.Inspector.StatsAsync(queue, cancellationToken), cancellationToken);
        return stats is null ? null : new(stats.Length, stats.InHand, stats.Held, stats.Consumers, stats.OldestAge);
    }

    public Task<IReadOnlyList<RedisStreamsPeekedMessage>> PeekAsync(string queueName, int count = 10, CancellationToken cancellationToken = default) =>
        PeekAfterAsync(queueName, count, after: null, cancellationToken);

    public async Task<IReadOnlyList<RedisStreamsPeekedMessage>> PeekAfterAsync(
        string queueName, int count, RedisStreamsPeekedMessage? after, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostPeeked);
        var queue = new QueueName(queueName);
        EntryPlace? place = after is null ? null : new EntryPlace(Lane.Parse(after.Lane), EntryId.Parse(after.EntryId));
        var messages = await AskAsync(server => server.Inspector.PeekAsync(queue, count, place, cancellationToken), cancellationToken);
        return [.. messages.Select(Show)];
    }

    public async Task<int> RequeueAsync(
        string fromQueue, string toQueue, RedisStreamsRequeueOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RedisStreamsRequeueOptions();
        var (from, to) = (new QueueName(fromQueue), Destination.Queue(new QueueName(toQueue)));
        Func<PeekedMessage, bool>? filter = options.Filter is { } chosen ? message => chosen(Show(message)) : null;
        var result = await AskAsync(
            server => server.Requeuer.RequeueAsync(from, to, filter, options.Delay, options.Limit, cancellationToken), cancellationToken);
        return result.Refusal is { } refusal
            ? throw new RedisStreamsException($"{result.Sent} messages of '{fromQueue}' were sent to '{toQueue}', then: {refusal.Message}", refusal) { Entity = toQueue }
            : result.Sent;
    }

    public Task<int> RemoveAsync(
        string queueName, Func<RedisStreamsPeekedMessage, bool> filter, int limit = int.MaxValue, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var queue = new QueueName(queueName);
        return AskAsync(server => server.Remover.RemoveAsync(queue, message => filter(Show(message)), limit, cancellationToken), cancellationToken);
    }

    public Task<long> PurgeAsync(string queueName, CancellationToken cancellationToken = default)
    {
        var queue = new QueueName(queueName);
        return AskAsync(server => server.Topology.PurgeAsync(queue, cancellationToken), cancellationToken);
    }

    public Task<bool> DeleteQueueAsync(string queueName, bool ifUnused = true, bool ifEmpty = true, CancellationToken cancellationToken = default)
    {
        var queue = new QueueName(queueName);
        return AskAsync(server => server.Topology.DeleteQueueAsync(queue, ifUnused, ifEmpty, cancellationToken), cancellationToken);
    }

    public Task<bool> UnsubscribeAsync(string queueName, string topicName, CancellationToken cancellationToken = default)
    {
        var (queue, topic) = (new QueueName(queueName), new TopicName(topicName));
        return AskAsync(server => server.Topology.UnsubscribeAsync(queue, topic, cancellationToken), cancellationToken);
    }

    public Task<bool> CancelScheduledAsync(Guid tokenId, CancellationToken cancellationToken = default) =>
        host().Connection.CancelScheduledAsync(tokenId, cancellationToken);

    public Task<bool> PauseAsync(string queueName) => host().Receivers.PauseAsync(new QueueName(queueName).Value);

    public bool Resume(string queueName) => host().Receivers.Resume(new QueueName(queueName).Value);

    private static RedisStreamsPeekedMessage Show(PeekedMessage message) => new(
        message.Place.Id.ToString(), message.Place.Lane.Code, message.MessageId, message.ContentType, message.Headers, message.Body, message.IsInHand, message.DeliveryCount);

    private Task<T> AskAsync<T>(Func<ServerLink, Task<T>> question, CancellationToken cancellationToken) =>
        host().Connection.AskAsync(question, cancellationToken);
}

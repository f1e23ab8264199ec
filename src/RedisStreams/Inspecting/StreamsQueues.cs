using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Configuration;
using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Sending;
using MassTransit;

namespace Corporation.RedisStreams.Inspecting;

/// <summary>What operators see and do, over the connection of a bus.</summary>
internal sealed class StreamsQueues(Func<StreamsHostConfiguration> host) : IRedisStreamsQueues
{
    private const int MostPeeked = 1_000;

    public async Task<IReadOnlyList<string>> ListQueuesAsync(CancellationToken cancellationToken = default) =>
        [.. (await (await OpenAsync(cancellationToken)).Inspector.QueuesAsync(cancellationToken)).Select(queue => queue.Value)];

    public async Task<IReadOnlyList<string>> ListTopicsAsync(CancellationToken cancellationToken = default) =>
        [.. (await (await OpenAsync(cancellationToken)).Inspector.TopicsAsync(cancellationToken)).Select(topic => topic.Value)];

    public async Task<RedisStreamsQueueDepth?> GetDepthAsync(string queueName, CancellationToken cancellationToken = default)
    {
        var server = await OpenAsync(cancellationToken);
        var stats = await server.Inspector.StatsAsync(new QueueName(queueName), cancellationToken);
        return stats is null ? null : new(stats.Length, stats.InHand, stats.Held, stats.Consumers, stats.OldestAge);
    }

    public async Task<IReadOnlyList<RedisStreamsPeekedMessage>> PeekAsync(string queueName, int count = 10, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostPeeked);
        var server = await OpenAsync(cancellationToken);
        var messages = await server.Inspector.PeekAsync(new QueueName(queueName), count, after: null, cancellationToken);
        return [.. messages.Select(Show)];
    }

    public async Task<int> RequeueAsync(
        string fromQueue, string toQueue, RedisStreamsRequeueOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RedisStreamsRequeueOptions();
        var server = await OpenAsync(cancellationToken);
        Func<PeekedMessage, bool>? filter = options.Filter is { } chosen ? message => chosen(Show(message)) : null;
        var result = await server.Requeuer.RequeueAsync(
            new QueueName(fromQueue), Destination.Queue(new QueueName(toQueue)), filter, options.Delay, options.Limit, cancellationToken);
        return result.Refusal is { } refusal
            ? throw new RedisStreamsException($"{result.Sent} messages of '{fromQueue}' were sent to '{toQueue}', then: {refusal.Message}", refusal) { Entity = toQueue }
            : result.Sent;
    }

    public async Task<long> PurgeAsync(string queueName, CancellationToken cancellationToken = default) =>
        await (await OpenAsync(cancellationToken)).Topology.PurgeAsync(new QueueName(queueName), cancellationToken);

    public async Task<bool> DeleteQueueAsync(string queueName, bool ifUnused = true, bool ifEmpty = true, CancellationToken cancellationToken = default) =>
        await (await OpenAsync(cancellationToken)).Topology.DeleteQueueAsync(new QueueName(queueName), ifUnused, ifEmpty, cancellationToken);

    public async Task<bool> UnsubscribeAsync(string queueName, string topicName, CancellationToken cancellationToken = default) =>
        await (await OpenAsync(cancellationToken)).Topology.UnsubscribeAsync(new QueueName(queueName), new TopicName(topicName), cancellationToken);

    public Task<bool> CancelScheduledAsync(Guid tokenId, CancellationToken cancellationToken = default) =>
        host().Connection.CancelScheduledAsync(tokenId, cancellationToken);

    public Task<bool> PauseAsync(string queueName) => host().Receivers.PauseAsync(new QueueName(queueName).Value);

    public bool Resume(string queueName) => host().Receivers.Resume(new QueueName(queueName).Value);

    private static RedisStreamsPeekedMessage Show(PeekedMessage message) => new(
        message.Place.Id.ToString(), message.Place.Lane.Code, message.MessageId, message.ContentType, message.Headers, message.Body, message.IsInHand, message.DeliveryCount);

    private ValueTask<ServerLink> OpenAsync(CancellationToken cancellationToken) => host().Connection.OpenAsync(cancellationToken);
}

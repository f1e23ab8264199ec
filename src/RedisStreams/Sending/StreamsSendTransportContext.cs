using System.Diagnostics;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Configuration;
using Corporation.RedisStreams.Configuration.Topology;
using Corporation.RedisStreams.Receiving;
using MassTransit;
using MassTransit.Middleware;
using MassTransit.Transports;

namespace Corporation.RedisStreams.Sending;

/// <summary>Sends to one address.</summary>
internal sealed class StreamsSendTransportContext : BaseSendTransportContext, SendTransportContext<PipeContext>
{
    // The framework wants a context to send through. Ours is always the same: the connection is asked for at each send.
    private static readonly PipeContext Unchanging = new EmptyContext();

    private readonly StreamsHostConfiguration _host;
    private readonly RedisStreamsEndpointAddress _address;
    private readonly Destination _destination;

    public StreamsSendTransportContext(
        StreamsHostConfiguration host,
        StreamsReceiveEndpointContext endpoint,
        RedisStreamsEndpointAddress address,
        IStreamsMessagePublishTopology? topology)
        : base(host, endpoint.Serialization)
    {
        _host = host;
        _address = address;
        _destination = DestinationOf(address, topology);
    }

    public override string EntityName => _address.Name;

    public override string ActivitySystem => "redis";

    public void Probe(ProbeContext context)
    {
    }

    public override async Task<SendContext<T>> CreateSendContext<T>(
        T message, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken)
    {
        var context = new StreamsSendContext<T>(message, cancellationToken);
        await pipe.Send(context);
        InheritPartitionKey(context);
        return context;
    }

    public Task<SendContext<T>> CreateSendContext<T>(
        PipeContext context, T message, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken)
        where T : class =>
        CreateSendContext(message, pipe, cancellationToken);

    public Task Send(IPipe<PipeContext> pipe, CancellationToken cancellationToken = default) => pipe.Send(Unchanging);

    public async Task Send<T>(PipeContext transportContext, SendContext<T> sendContext)
        where T : class
    {
        var context = sendContext as StreamsSendContext<T>
            ?? throw new ArgumentException(
                $"Expected a send context of this transport, but got {sendContext.GetType()}.", nameof(sendContext));
        var message = Compose(context);
        Tag(context);
        await _host.Connection.SendAsync(message, context.CancellationToken);
    }

    private OutgoingMessage Compose<T>(StreamsSendContext<T> context)
        where T : class => new()
        {
            Destination = _destination,
            Body = context.Body.GetBytes(),
            ContentType = context.ContentType?.ToString(),
            MessageId = context.MessageId,
            Headers = HeaderWriter.Write(context.Headers.GetAll()),
            PartitionKey = context.PartitionKey,
            RoutingKey = context.RoutingKey,
            Priority = context.Priority,
            TimeToLive = context.TimeToLive,
            Delay = context.Delay > TimeSpan.Zero ? context.Delay : null,
            DueTime = context.DueTime,
            ScheduleToken = context.Delay > TimeSpan.Zero || context.DueTime is not null ? context.ScheduledMessageId : null,
            DeduplicationWindow = WindowOf(context.MessageId),
            OnlyIfExists = _address.IsTemporary,
            Durability = context.Durability,
        };

    // A message without an id, which a sender must ask for, has nothing to be known by: it is sent as without deduplication.
    private TimeSpan? WindowOf(Guid? messageId) =>
        messageId is not null && _host.Settings.DeduplicationWindow > TimeSpan.Zero ? _host.Settings.DeduplicationWindow : null;

    private static Destination DestinationOf(RedisStreamsEndpointAddress address, IStreamsMessagePublishTopology? topology)
    {
        if (!address.IsTopic)
            return Destination.Queue(new QueueName(address.Name));
        var topic = new TopicName(address.Name);
        return topology is null
            ? Destination.Topic(topic)
            : Destination.Topic(topic, topology.Parents.Select(parent => new TopicName(parent)));
    }

    // What follows from a message of one key belongs to that key, unless the sender says otherwise.
    private static void InheritPartitionKey<T>(StreamsSendContext<T> context)
        where T : class
    {
        if (context.PartitionKey is null
            && context.TryGetPayload(out ConsumeContext? consume)
            && consume.TryGetPayload(out ReceivedMessage? received))
            context.PartitionKey = received.Delivery.PartitionKey;
    }

    private static void Tag<T>(StreamsSendContext<T> context)
        where T : class
    {
        if (Activity.Current is not { IsAllDataRequested: true } activity)
            return;
        if (context.PartitionKey is not null)
            activity.SetTag("messaging.redis_streams.partition_key", context.PartitionKey);
        if (context.RoutingKey is not null)
            activity.SetTag("messaging.redis_streams.routing_key", context.RoutingKey);
    }

    private sealed class EmptyContext : BasePipeContext;
}

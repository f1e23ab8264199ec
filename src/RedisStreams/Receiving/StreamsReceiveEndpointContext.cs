using Corporation.RedisStreams.Configuration;
using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Declaring;
using Corporation.RedisStreams.Sending;
using MassTransit;
using MassTransit.Transports;

namespace Corporation.RedisStreams.Receiving;

/// <summary>What an endpoint's running parts know of it.</summary>
internal sealed class StreamsReceiveEndpointContext : BaseReceiveEndpointContext
{
    private readonly StreamsHostConfiguration _host;
    private readonly StreamsReceiveEndpointConfiguration _configuration;

    public StreamsReceiveEndpointContext(StreamsHostConfiguration host, StreamsReceiveEndpointConfiguration configuration)
        : base(host, configuration)
    {
        _host = host;
        _configuration = configuration;

        var send = ((MassTransit.Configuration.ITopologyConfiguration)configuration.Topology).Send;
        ErrorQueueName = send.ErrorQueueNameFormatter.FormatErrorQueueName(Settings.QueueName);
        DeadLetterQueueName = send.DeadLetterQueueNameFormatter.FormatDeadLetterQueueName(Settings.QueueName);
        var moves = new MoveTransport(this);
        GetOrAddPayload<IErrorTransport>(() => moves);
        GetOrAddPayload<IDeadLetterTransport>(() => moves);
        GetOrAddPayload(() => host.Topology);
    }

    public StreamsReceiveSettings Settings => _configuration.Settings;

    public IReadOnlyCollection<Subscription> Subscriptions => _configuration.Topology.Consume.Subscriptions;

    public string ErrorQueueName { get; }

    public string DeadLetterQueueName { get; }

    public override void AddSendAgent(IAgent agent) => _host.Connection.Attach(agent);

    public override void AddConsumeAgent(IAgent agent) => _host.Connection.Attach(agent);

    public override Exception ConvertException(Exception exception, string message) =>
        exception as ConnectionException
        ?? new ConnectionException($"{message}{InputAddress}: {ServerAdvice.With(exception.Message)}", exception);

    public override void Probe(ProbeContext context)
    {
        context.Add("type", "Redis Streams");
        context.Set(new
        {
            Settings.QueueName,
            Settings.LeaseDuration,
            Settings.MaxDeliveryCount,
            Settings.AutoDeleteOnIdle,
            Settings.PartitionCount,
            Settings.SingleActiveConsumer,
            Settings.Exclusive,
            Settings.PurgeOnStartup,
            PrefetchCount,
            ConcurrentMessageLimit,
            IsPaused = _host.Receivers.IsPaused(Settings.QueueName),
            Subscriptions = Subscriptions.Select(subscription => subscription.Topic.Value).Order(StringComparer.Ordinal).ToArray(),
        });
    }

    protected override ISendTransportProvider CreateSendTransportProvider() => new TransportProvider(_host, this);

    protected override IPublishTransportProvider CreatePublishTransportProvider() => new TransportProvider(_host, this);
}

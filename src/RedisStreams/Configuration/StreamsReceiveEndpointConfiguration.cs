using Corporation.RedisStreams.Receiving;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;

namespace Corporation.RedisStreams.Configuration;

/// <summary>One receive endpoint, from what is configured to what runs.</summary>
internal sealed class StreamsReceiveEndpointConfiguration : ReceiveEndpointConfiguration, IRedisStreamsReceiveEndpointConfigurator
{
    private readonly StreamsHostConfiguration _host;
    private readonly StreamsEndpointConfiguration _endpoint;
    private readonly Lazy<Uri> _inputAddress;

    public StreamsReceiveEndpointConfiguration(StreamsHostConfiguration host, StreamsReceiveSettings settings, StreamsEndpointConfiguration endpoint)
        : base(host, endpoint)
    {
        _host = host;
        _endpoint = endpoint;
        Settings = settings;
        _inputAddress = new Lazy<Uri>(() => new RedisStreamsEndpointAddress(host.Address, settings.QueueName, isTemporary: settings.IsTemporary).ToUri());
    }

    public StreamsReceiveSettings Settings { get; }

    public new StreamsTopologyConfiguration Topology => _endpoint.Topology;

    public override Uri HostAddress => _host.HostAddress;

    public override Uri InputAddress => _inputAddress.Value;

    TimeSpan IRedisStreamsReceiveEndpointConfigurator.LeaseDuration { set => Settings.LeaseDuration = value; }

    int? IRedisStreamsReceiveEndpointConfigurator.MaxDeliveryCount { set => Settings.MaxDeliveryCount = value; }

    TimeSpan? IRedisStreamsReceiveEndpointConfigurator.AutoDeleteOnIdle { set => Settings.AutoDeleteOnIdle = value; }

    bool IRedisStreamsReceiveEndpointConfigurator.PurgeOnStartup { set => Settings.PurgeOnStartup = value; }

    bool IRedisStreamsReceiveEndpointConfigurator.DeadLetterExpiredMessages { set => Settings.DeadLetterExpiredMessages = value; }

    bool IRedisStreamsReceiveEndpointConfigurator.SingleActiveConsumer { set => Settings.SingleActiveConsumer = value; }

    bool IRedisStreamsReceiveEndpointConfigurator.Exclusive { set => Settings.Exclusive = value; }

    int? IRedisStreamsReceiveEndpointConfigurator.PartitionCount { set => Settings.PartitionCount = value; }

    long? IRedisStreamsReceiveEndpointConfigurator.MaxLength { set => Settings.MaxLength = value; }

    long? IRedisStreamsReceiveEndpointConfigurator.MaxBytes { set => Settings.MaxBytes = value; }

    RedisStreamsOverflow IRedisStreamsReceiveEndpointConfigurator.Overflow { set => Settings.Overflow = value; }

    public void Subscribe(string topicName, string? routingKey = null) => Topology.Consume.Subscribe(topicName, routingKey);

    public void Subscribe<T>(string? routingKey = null)
        where T : class =>
        Topology.Consume.Subscribe<T>(routingKey);

    public override IEnumerable<ValidationResult> Validate()
    {
        string? invalidName = null;
        try
        {
            _ = new Addressing.QueueName(Settings.QueueName);
        }
        catch (ArgumentException exception)
        {
            invalidName = exception.Message;
        }

        if (invalidName is not null)
            yield return this.Failure(Settings.QueueName ?? "", invalidName);
        foreach (var problem in Settings.Problems())
            yield return this.Failure(Settings.QueueName ?? "", problem);
        if (PrefetchCount < 1)
        {
            yield return this.Failure(
                Settings.QueueName ?? "", $"{nameof(PrefetchCount)} is {PrefetchCount}: nothing would ever be read. Set it to 1 or more.");
        }

        if (Settings.PurgeOnStartup)
            yield return this.Warning(Settings.QueueName ?? "", "Existing messages will be removed when the endpoint starts");
        foreach (var result in base.Validate())
            yield return result.WithParentKey(Settings.QueueName ?? "");
    }

    public override ReceiveEndpointContext CreateReceiveEndpointContext() => CreateContext();

    public void Build(IHost host)
    {
        var context = CreateContext();
        var endpoint = new ReceiveEndpoint(new StreamsReceiveTransport(_host, context), context);
        host.AddReceiveEndpoint(Settings.QueueName, endpoint);
        ReceiveEndpoint = endpoint;
    }

    protected override bool IsAlreadyConfigured() => _inputAddress.IsValueCreated || base.IsAlreadyConfigured();

    private StreamsReceiveEndpointContext CreateContext()
    {
        var builder = new StreamsReceiveEndpointBuilder(this);
        ApplySpecifications(builder);
        return new StreamsReceiveEndpointContext(_host, this);
    }
}

using Corporation.RedisStreams.Configuration.Topology;
using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Diagnostics;
using Corporation.RedisStreams.Receiving;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;
using MassTransit.Util;
using Microsoft.Extensions.Logging;

namespace Corporation.RedisStreams.Configuration;

/// <summary>The host of a bus: its server, its endpoints and the one connection that they share.</summary>
internal sealed class StreamsHostConfiguration
    : BaseHostConfiguration<StreamsReceiveEndpointConfiguration, IRedisStreamsReceiveEndpointConfigurator>
{
    /// <summary>How long the queue of a temporary endpoint outlives its process.</summary>
    public static readonly TimeSpan TemporaryAutoDelete = TimeSpan.FromMinutes(1);

    private readonly StreamsBusConfiguration _bus;
    private readonly StreamsTopologyConfiguration _topologyConfiguration;
    private readonly Recycle<BusConnection> _connection;

    public StreamsHostConfiguration(StreamsBusConfiguration bus, StreamsTopologyConfiguration topology)
        : base(bus)
    {
        _bus = bus;
        _topologyConfiguration = topology;
        Topology = new StreamsBusTopology(this, topology);
        ReceiveTransportRetryPolicy = Retry.Exponential(
            int.MaxValue, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(200));
        _connection = new Recycle<BusConnection>(() => new BusConnection(this));
    }

    public ILoggerFactory Loggers { get; set; } = FrameworkLoggers.Instance;

    /// <summary>What is read by this bus, to be paused.</summary>
    public ReceiverDirectory Receivers { get; } = new();

    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    public StreamsHostSettings Settings { get; set; } = new(new Uri("redis://localhost"));

    /// <summary>The connection of the bus; a new one after the bus was stopped and is started again.</summary>
    public BusConnection Connection => _connection.Supervisor;

    public StreamsTopologyConfiguration TopologyConfiguration => _topologyConfiguration;

    public RedisStreamsHostAddress Address => Settings.Address;

    public override Uri HostAddress => Settings.Address.ToUri();

    public override IBusTopology Topology { get; }

    public override IRetryPolicy ReceiveTransportRetryPolicy { get; }

    public StreamsReceiveEndpointConfiguration CreateReceiveEndpointConfiguration(
        StreamsReceiveSettings settings, StreamsEndpointConfiguration endpoint, Action<IRedisStreamsReceiveEndpointConfigurator>? configure)
    {
        var configuration = new StreamsReceiveEndpointConfiguration(this, settings, endpoint);
        configure?.Invoke(configuration);
        Observers.EndpointConfigured(configuration);
        Add(configuration);
        return configuration;
    }

    public StreamsReceiveEndpointConfiguration CreateReceiveEndpointConfiguration(
        string queueName, Action<IRedisStreamsReceiveEndpointConfigurator>? configure) =>
        CreateReceiveEndpointConfiguration(new StreamsReceiveSettings(queueName), _bus.CreateEndpointConfiguration(), configure);

    public override IReceiveEndpointConfiguration CreateReceiveEndpointConfiguration(
        string queueName, Action<IReceiveEndpointConfigurator>? configure) =>
        CreateReceiveEndpointConfiguration(queueName, (IRedisStreamsReceiveEndpointConfigurator endpoint) => configure?.Invoke(endpoint));

    /// <summary>Creates an endpoint as its definition says; a temporary one gets a queue that doesn't outlive it for long.</summary>
    public StreamsReceiveEndpointConfiguration CreateReceiveEndpointConfiguration(
        IEndpointDefinition definition, IEndpointNameFormatter? formatter, Action<IRedisStreamsReceiveEndpointConfigurator>? configure)
    {
        var settings = new StreamsReceiveSettings(definition.GetEndpointName(formatter ?? DefaultEndpointNameFormatter.Instance));
        if (definition.IsTemporary)
            (settings.IsTemporary, settings.AutoDeleteOnIdle) = (true, TemporaryAutoDelete);

        return CreateReceiveEndpointConfiguration(settings, _bus.CreateEndpointConfiguration(), configurator =>
        {
            ApplyEndpointDefinition(configurator, definition);
            configure?.Invoke(configurator);
        });
    }

    public override void ReceiveEndpoint(
        IEndpointDefinition definition,
        IEndpointNameFormatter? endpointNameFormatter,
        Action<IRedisStreamsReceiveEndpointConfigurator>? configureEndpoint = null) =>
        CreateReceiveEndpointConfiguration(definition, endpointNameFormatter, configureEndpoint);

    public override void ReceiveEndpoint(string queueName, Action<IRedisStreamsReceiveEndpointConfigurator> configureEndpoint) =>
        CreateReceiveEndpointConfiguration(queueName, configureEndpoint);

    public override IEnumerable<ValidationResult> Validate() =>
        [.. Settings.Problems().Select(problem => this.Failure("Host", problem)), .. base.Validate()];

    public override IHost Build()
    {
        var host = new StreamsHost(this);
        foreach (var endpoint in GetConfiguredEndpoints())
            endpoint.Build(host);
        return host;
    }
}

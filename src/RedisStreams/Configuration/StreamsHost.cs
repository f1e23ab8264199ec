using MassTransit;
using MassTransit.Transports;

namespace Corporation.RedisStreams.Configuration;

/// <summary>The running host of a bus: connects further endpoints, and stops the connection last.</summary>
internal sealed class StreamsHost(StreamsHostConfiguration configuration)
    : BaseHost(configuration, configuration.Topology), IHost<IRedisStreamsReceiveEndpointConfigurator>
{
    public override HostReceiveEndpointHandle ConnectReceiveEndpoint(
        IEndpointDefinition definition,
        IEndpointNameFormatter? endpointNameFormatter,
        Action<IReceiveEndpointConfigurator>? configureEndpoint = null) =>
        ConnectReceiveEndpoint(
            definition, endpointNameFormatter, (IRedisStreamsReceiveEndpointConfigurator endpoint) => configureEndpoint?.Invoke(endpoint));

    public override HostReceiveEndpointHandle ConnectReceiveEndpoint(
        string queueName, Action<IReceiveEndpointConfigurator>? configureEndpoint = null) =>
        ConnectReceiveEndpoint(queueName, (IRedisStreamsReceiveEndpointConfigurator endpoint) => configureEndpoint?.Invoke(endpoint));

    public HostReceiveEndpointHandle ConnectReceiveEndpoint(
        IEndpointDefinition definition,
        IEndpointNameFormatter? endpointNameFormatter = null,
        Action<IRedisStreamsReceiveEndpointConfigurator>? configureEndpoint = null) =>
        Connect(() => configuration.CreateReceiveEndpointConfiguration(definition, endpointNameFormatter, configureEndpoint));

    public HostReceiveEndpointHandle ConnectReceiveEndpoint(
        string queueName, Action<IRedisStreamsReceiveEndpointConfigurator>? configureEndpoint = null) =>
        Connect(() => configuration.CreateReceiveEndpointConfiguration(queueName, configureEndpoint));

    protected override void Probe(ProbeContext context)
    {
        context.Add("type", "Redis Streams");
        context.Add("hostAddress", configuration.HostAddress.ToString());
        configuration.Connection.Probe(context);
    }

    protected override IAgent[] GetAgentHandles() => [configuration.Connection];

    private HostReceiveEndpointHandle Connect(Func<StreamsReceiveEndpointConfiguration> create)
    {
        LogContext.SetCurrentIfNull(configuration.LogContext);
        var endpoint = create();
        endpoint.Validate().ThrowIfContainsFailure("The receive endpoint configuration is invalid:");
        TransportLogMessages.ConnectReceiveEndpoint(endpoint.InputAddress);
        endpoint.Build(this);
        return ReceiveEndpoints.Start(endpoint.Settings.QueueName);
    }
}

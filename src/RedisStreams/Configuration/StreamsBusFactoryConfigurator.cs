using MassTransit;
using MassTransit.Configuration;

namespace Corporation.RedisStreams.Configuration;

/// <summary>Takes what the user says of a bus, and makes the bus's own endpoint.</summary>
internal sealed class StreamsBusFactoryConfigurator(StreamsBusConfiguration bus)
    : BusFactoryConfigurator(bus), IRedisStreamsBusFactoryConfigurator, IBusFactory
{
    private string? _busQueueName;

    public StreamsHostConfiguration HostConfiguration => bus.HostConfiguration;

    public void Host(Uri address, Action<IRedisStreamsHostConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        var settings = new StreamsHostSettings(address);
        configure?.Invoke(settings);
        bus.HostConfiguration.Settings = settings;
    }

    public void Host(string address, Action<IRedisStreamsHostConfigurator>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        var text = address.Contains("://", StringComparison.Ordinal) ? address : $"{RedisStreamsHostAddress.Scheme}://{address}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            throw new ArgumentException(
                $"'{RedisStreamsHostAddress.WithoutCredentials(address)}' is not an address; expected redis://host:port/database/virtual-host, or host:port.", nameof(address));
        }

        Host(uri, configure);
    }

    public void OverrideDefaultBusEndpointQueueName(string queueName) => _busQueueName = queueName;

    public IReceiveEndpointConfiguration CreateBusEndpointConfiguration(Action<IReceiveEndpointConfigurator> configure)
    {
        var queueName = _busQueueName ?? bus.Topology.Consume.CreateTemporaryQueueName("bus");
        var settings = new StreamsReceiveSettings(queueName)
        {
            IsTemporary = true,
            AutoDeleteOnIdle = StreamsHostConfiguration.TemporaryAutoDelete,
        };
        return bus.HostConfiguration.CreateReceiveEndpointConfiguration(settings, bus.BusEndpointConfiguration, configure);
    }

    public void ReceiveEndpoint(
        IEndpointDefinition definition,
        IEndpointNameFormatter? endpointNameFormatter,
        Action<IRedisStreamsReceiveEndpointConfigurator>? configureEndpoint = null) =>
        bus.HostConfiguration.ReceiveEndpoint(definition, endpointNameFormatter, configureEndpoint);

    public void ReceiveEndpoint(
        IEndpointDefinition definition,
        IEndpointNameFormatter? endpointNameFormatter,
        Action<IReceiveEndpointConfigurator>? configureEndpoint = null) =>
        bus.HostConfiguration.ReceiveEndpoint(definition, endpointNameFormatter, configureEndpoint);

    public void ReceiveEndpoint(string queueName, Action<IRedisStreamsReceiveEndpointConfigurator> configureEndpoint) =>
        bus.HostConfiguration.ReceiveEndpoint(queueName, configureEndpoint);

    public void ReceiveEndpoint(string queueName, Action<IReceiveEndpointConfigurator> configureEndpoint) =>
        bus.HostConfiguration.ReceiveEndpoint(queueName, configureEndpoint);
}

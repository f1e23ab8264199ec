using Corporation.RedisStreams.Receiving;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Observables;

namespace Corporation.RedisStreams.Configuration;

/// <summary>Everything that is configured of one bus.</summary>
internal sealed class StreamsBusConfiguration : StreamsEndpointConfiguration, IBusConfiguration
{
    private readonly BusObservable _busObservers = new();
    private readonly StreamsEndpointConfiguration _busEndpoint;

    public StreamsBusConfiguration(StreamsTopologyConfiguration topology)
        : base(topology)
    {
        HostConfiguration = new StreamsHostConfiguration(this, topology);
        Consume.Configurator.AddPrePipeSpecification(new RedeliverySpecification());
        _busEndpoint = CreateEndpointConfiguration(isBusEndpoint: true);
    }

    public StreamsHostConfiguration HostConfiguration { get; }

    public StreamsEndpointConfiguration BusEndpointConfiguration => _busEndpoint;

    IHostConfiguration IBusConfiguration.HostConfiguration => HostConfiguration;

    IEndpointConfiguration IBusConfiguration.BusEndpointConfiguration => _busEndpoint;

    IBusObserver IBusConfiguration.BusObservers => _busObservers;

    public ConnectHandle ConnectBusObserver(IBusObserver observer) => _busObservers.Connect(observer);

    public ConnectHandle ConnectEndpointConfigurationObserver(IEndpointConfigurationObserver observer) =>
        HostConfiguration.ConnectEndpointConfigurationObserver(observer);
}

using Corporation.RedisStreams.Diagnostics;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Corporation.RedisStreams.Configuration;

/// <summary>Makes the bus for a container: the options first, then what the registration says.</summary>
internal sealed class StreamsRegistrationBusFactory : TransportRegistrationBusFactory<IRedisStreamsReceiveEndpointConfigurator>
{
    private readonly StreamsBusConfiguration _bus;
    private readonly Action<IBusRegistrationContext, IRedisStreamsBusFactoryConfigurator>? _configure;

    public StreamsRegistrationBusFactory(Action<IBusRegistrationContext, IRedisStreamsBusFactoryConfigurator>? configure)
        : this(new StreamsBusConfiguration(new StreamsTopologyConfiguration(StreamsBusFactory.CreateMessageTopology())), configure)
    {
    }

    private StreamsRegistrationBusFactory(
        StreamsBusConfiguration bus, Action<IBusRegistrationContext, IRedisStreamsBusFactoryConfigurator>? configure)
        : base(bus.HostConfiguration)
    {
        _bus = bus;
        _configure = configure;
    }

    public StreamsHostConfiguration HostConfiguration => _bus.HostConfiguration;

    public override IBusInstance CreateBus(
        IBusRegistrationContext context, IEnumerable<IBusInstanceSpecification> specifications, string busName)
    {
        var options = context.GetRequiredService<IOptionsMonitor<RedisStreamsTransportOptions>>().Get(busName);
        _bus.HostConfiguration.TimeProvider = context.GetService<TimeProvider>() ?? TimeProvider.System;
        _bus.HostConfiguration.Loggers = context.GetService<ILoggerFactory>() ?? FrameworkLoggers.Instance;

        var configurator = new StreamsBusFactoryConfigurator(_bus);
        configurator.Host(new UriBuilder(RedisStreamsHostAddress.Scheme, options.Host, options.Port).Uri, host =>
        {
            host.VirtualHost = options.VirtualHost;
            host.Database = options.Database;
            host.Username = options.User;
            host.Password = options.Pass;
            host.UseTls = options.UseTls;
            host.SentinelService = options.SentinelService;
        });
        return CreateBus(configurator, context, _configure, specifications);
    }
}

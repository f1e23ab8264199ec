using MassTransit;
using MassTransit.Configuration;
using MassTransit.Topology;
using MassTransit.Transports;

namespace Corporation.RedisStreams.Configuration;

/// <summary>What buses with and without a container have in common.</summary>
internal static class StreamsBusFactory
{
    /// <summary>
    /// Entity names are those that RabbitMQ's transport gives, so that a fleet that changes its bus finds its names again.
    /// </summary>
    public static IMessageTopologyConfigurator CreateMessageTopology() =>
        new MessageTopology(new MessageNameFormatterEntityNameFormatter(
            new DefaultMessageNameFormatter("::", "--", ":", "-", includeNamespace: true)));

    public static IBusControl Create(Action<IRedisStreamsBusFactoryConfigurator> configure)
    {
        var bus = new StreamsBusConfiguration(new StreamsTopologyConfiguration(CreateMessageTopology()));
        var configurator = new StreamsBusFactoryConfigurator(bus);
        configure(configurator);
        return configurator.Build(bus);
    }
}

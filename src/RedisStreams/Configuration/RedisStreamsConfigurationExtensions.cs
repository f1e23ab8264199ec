using Corporation.RedisStreams.Configuration;

namespace MassTransit;

/// <summary>Chooses Redis Streams as the transport of a bus.</summary>
public static class RedisStreamsConfigurationExtensions
{
    /// <summary>Uses Redis Streams as the transport.</summary>
    /// <param name="configurator">The registration of the bus.</param>
    /// <param name="configure">Names the server and configures endpoints. Without it the server is that of <see cref="RedisStreamsTransportOptions"/>, and every consumer gets its endpoint.</param>
    public static void UsingRedisStreams(
        this IBusRegistrationConfigurator configurator, Action<IBusRegistrationContext, IRedisStreamsBusFactoryConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        configurator.SetBusFactory(new StreamsRegistrationBusFactory(configure ?? ((context, bus) => bus.ConfigureEndpoints(context))));
    }

    /// <summary>Creates a bus over Redis Streams without a container.</summary>
    public static IBusControl CreateUsingRedisStreams(this IBusFactorySelector selector, Action<IRedisStreamsBusFactoryConfigurator> configure)
    {
        ArgumentNullException.ThrowIfNull(selector);
        ArgumentNullException.ThrowIfNull(configure);
        return StreamsBusFactory.Create(configure);
    }
}

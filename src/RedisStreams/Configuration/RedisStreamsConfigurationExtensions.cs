using Corporation.RedisStreams.Configuration;
using Corporation.RedisStreams.Diagnostics;
using Corporation.RedisStreams.Inspecting;
using MassTransit.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MassTransit;

/// <summary>Chooses Redis Streams as the transport of a bus.</summary>
public static class RedisStreamsConfigurationExtensions
{
    private const string HealthCheckName = "redis-streams";

    private static readonly string[] HealthCheckTags = ["ready", "masstransit"];

    /// <summary>Uses Redis Streams as the transport.</summary>
    /// <remarks>Registers <see cref="IRedisStreamsQueues"/> and a health check of the server as well. With several buses they are those of the bus registered first.</remarks>
    /// <param name="configurator">The registration of the bus.</param>
    /// <param name="configure">Names the server and configures endpoints. Without it the server is that of <see cref="RedisStreamsTransportOptions"/>, and every consumer gets its endpoint.</param>
    public static void UsingRedisStreams(
        this IBusRegistrationConfigurator configurator, Action<IBusRegistrationContext, IRedisStreamsBusFactoryConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        var factory = new StreamsRegistrationBusFactory(configure ?? ((context, bus) => bus.ConfigureEndpoints(context)));
        configurator.SetBusFactory(factory);

        // Asking for the bus makes it; until then there is no connection to ask over.
        configurator.TryAddSingleton<IRedisStreamsQueues>(provider =>
        {
            _ = provider.GetServices<IBusInstance>().Any();
            return new StreamsQueues(() => factory.HostConfiguration.Connection);
        });
        configurator.Configure<HealthCheckServiceOptions>(health =>
        {
            if (health.Registrations.All(registration => registration.Name != HealthCheckName))
            {
                health.Registrations.Add(new HealthCheckRegistration(
                    HealthCheckName, _ => new StreamsHealthCheck(() => factory.HostConfiguration), failureStatus: null, HealthCheckTags));
            }
        });
    }

    /// <summary>Creates a bus over Redis Streams without a container.</summary>
    public static IBusControl CreateUsingRedisStreams(this IBusFactorySelector selector, Action<IRedisStreamsBusFactoryConfigurator> configure)
    {
        ArgumentNullException.ThrowIfNull(selector);
        ArgumentNullException.ThrowIfNull(configure);
        return StreamsBusFactory.Create(configure);
    }
}

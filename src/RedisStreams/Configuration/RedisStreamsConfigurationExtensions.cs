using Corporation.RedisStreams.Configuration;
using Corporation.RedisStreams.Diagnostics;
using Corporation.RedisStreams.Inspecting;
using MassTransit.DependencyInjection;
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
    /// <remarks>
    /// Registers <see cref="IRedisStreamsQueues"/> and the health check <c>redis-streams</c> as well (tags <c>ready</c> and
    /// <c>masstransit</c>). Those of a further bus (<c>AddMassTransit&lt;TBus&gt;</c>) are <see cref="Bind{TBus, T}"/> of its type and
    /// <see cref="IRedisStreamsQueues"/>, and <c>redis-streams-</c> with the bus's name. What is wrong in the configuration is told when
    /// the container makes the bus, by a <see cref="ConfigurationException"/>.
    /// </remarks>
    /// <param name="configurator">The registration of the bus.</param>
    /// <param name="configure">
    /// Names the server and configures endpoints. Without it the server is that of <see cref="RedisStreamsTransportOptions"/>, and every
    /// consumer gets its endpoint.
    /// </param>
    /// <exception cref="ArgumentNullException">There is no registration.</exception>
    /// <exception cref="ConfigurationException">The bus has a transport already.</exception>
    public static void UsingRedisStreams(
        this IBusRegistrationConfigurator configurator,
        Action<IBusRegistrationContext, IRedisStreamsBusFactoryConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        var factory = new StreamsRegistrationBusFactory(configure ?? ((context, bus) => bus.ConfigureEndpoints(context)));
        configurator.SetBusFactory(factory);

        var busType = BusTypeOf(configurator);
        AddQueues(configurator, busType, factory);
        var name = busType == typeof(IBus) ? HealthCheckName : $"{HealthCheckName}-{NameOf(busType)}";
        configurator.Configure<HealthCheckServiceOptions>(health =>
        {
            if (health.Registrations.All(registration => registration.Name != name))
            {
                health.Registrations.Add(new HealthCheckRegistration(
                    name, _ => new StreamsHealthCheck(() => factory.HostConfiguration), failureStatus: null, HealthCheckTags));
            }
        });
    }

    /// <summary>Creates a bus over Redis Streams without a container.</summary>
    /// <remarks>
    /// Such a bus has no health check and no <see cref="IRedisStreamsQueues"/>. It logs where the framework's <see cref="LogContext"/>
    /// does.
    /// </remarks>
    /// <param name="selector"><c>Bus.Factory</c>.</param>
    /// <param name="configure">Names the server and configures endpoints.</param>
    /// <returns>The bus, not started yet.</returns>
    /// <exception cref="ArgumentNullException">One of them is missing.</exception>
    /// <exception cref="ArgumentException">The address of the server can't be read, or a topic's name is not allowed.</exception>
    /// <exception cref="ConfigurationException">Something else in the configuration is wrong; all of it is told at once.</exception>
    public static IBusControl CreateUsingRedisStreams(
        this IBusFactorySelector selector, Action<IRedisStreamsBusFactoryConfigurator> configure)
    {
        ArgumentNullException.ThrowIfNull(selector);
        ArgumentNullException.ThrowIfNull(configure);
        return StreamsBusFactory.Create(configure);
    }

    private static void AddQueues(IBusRegistrationConfigurator configurator, Type busType, StreamsRegistrationBusFactory factory)
    {
        var bound = typeof(Bind<,>).MakeGenericType(busType, typeof(IRedisStreamsQueues));
        configurator.TryAddSingleton(bound, provider =>
        {
            // Asking for the buses makes them; until then there is no connection to ask over.
            _ = provider.GetServices<IBusInstance>().Any();
            return Activator.CreateInstance(bound, new StreamsQueues(() => factory.HostConfiguration))!; // It is no Nullable.
        });
        if (busType == typeof(IBus))
            configurator.TryAddSingleton(provider => provider.GetRequiredService<Bind<IBus, IRedisStreamsQueues>>().Value);
    }

    // By what it is and not by a type parameter: code that configures all buses alike takes the plain interface.
    private static Type BusTypeOf(IBusRegistrationConfigurator configurator) => configurator.GetType().GetInterfaces()
        .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IBusRegistrationConfigurator<>))
        .Select(type => type.GetGenericArguments()[0])
        .FirstOrDefault(typeof(IBus));

    // As the framework names the health checks of further buses.
    private static string NameOf(Type busType) => KebabCaseEndpointNameFormatter.Instance.SanitizeName(
        busType.Name is ['I', var second, ..] name && char.IsUpper(second) ? name[1..] : busType.Name);
}

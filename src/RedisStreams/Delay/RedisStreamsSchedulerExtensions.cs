using Corporation.RedisStreams.Configuration;
using Corporation.RedisStreams.Delay;
using MassTransit.DependencyInjection;
using MassTransit.Scheduling;
using MassTransit.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MassTransit;

/// <summary>Schedules messages with the transport itself: they wait at the server, survive every process, and can be taken back.</summary>
/// <remarks>
/// A message arrives at its time or later, never earlier, by the server's clock; any running bus of the virtual host moves it into the
/// queues that exist then (<c>ZADD</c> by due time, moved by a script). One that can never be delivered goes to the queue
/// <c>scheduled_error</c>.
/// </remarks>
public static class RedisStreamsSchedulerExtensions
{
    /// <summary>Registers <see cref="IMessageScheduler"/> so that it schedules with the transport.</summary>
    /// <remarks>
    /// For code outside of consumers; consumers and sagas need <see cref="UseRedisStreamsMessageScheduler"/>. One that is registered
    /// already stays. Asking the container for it throws <see cref="InvalidOperationException"/> when the bus has another transport.
    /// </remarks>
    /// <param name="configurator">The registration of the bus.</param>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    public static void AddRedisStreamsMessageScheduler(this IBusRegistrationConfigurator configurator)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        configurator.TryAddScoped<IMessageScheduler>(provider =>
        {
            var bus = provider.GetRequiredService<IBus>();
            var endpoints = provider.GetRequiredService<ISendEndpointProvider>();
            var instance = provider.GetRequiredService<Bind<IBus, IBusInstance>>().Value; // The plain one is any of several buses.
            return new MessageScheduler(SchedulerOf(instance, endpoints), bus.Topology);
        });
    }

    /// <summary>
    /// Registers <see cref="Bind{TBus, T}"/> of the bus and <see cref="IMessageScheduler"/> so that it schedules with the transport of that
    /// bus.
    /// </summary>
    /// <remarks>As <see cref="AddRedisStreamsMessageScheduler(IBusRegistrationConfigurator)"/>.</remarks>
    /// <typeparam name="TBus">One of several buses.</typeparam>
    /// <param name="configurator">The registration of that bus.</param>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    public static void AddRedisStreamsMessageScheduler<TBus>(this IBusRegistrationConfigurator<TBus> configurator)
        where TBus : class, IBus
    {
        ArgumentNullException.ThrowIfNull(configurator);
        configurator.TryAddScoped(provider =>
        {
            var bus = provider.GetRequiredService<TBus>();
            var endpoints = provider.GetRequiredService<Bind<TBus, ISendEndpointProvider>>().Value;
            var instance = provider.GetRequiredService<IBusInstance<TBus>>();
            return Bind<TBus>.Create<IMessageScheduler>(new MessageScheduler(SchedulerOf(instance, endpoints), bus.Topology));
        });
    }

    /// <summary>Lets consumers and sagas schedule with the transport, and unschedule.</summary>
    /// <remarks>
    /// Every consumed message then has a <see cref="MessageSchedulerContext"/>, for <c>context.ScheduleSend</c>, <c>SchedulePublish</c> and
    /// the <c>Schedule</c> and <c>Unschedule</c> of a saga. It stands for all endpoints of the bus.
    /// </remarks>
    /// <param name="configurator">The bus.</param>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    /// <exception cref="ArgumentException">It is not a bus over Redis Streams.</exception>
    public static void UseRedisStreamsMessageScheduler(this IRedisStreamsBusFactoryConfigurator configurator)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        if (configurator is not StreamsBusFactoryConfigurator streams)
            throw new ArgumentException("Only a bus over Redis Streams can schedule with it.", nameof(configurator));
        configurator.AddPrePipeSpecification(new StreamsSchedulerSpecification(streams.HostConfiguration));
    }

    private static StreamsScheduleProvider SchedulerOf(IBusInstance bus, ISendEndpointProvider endpoints) =>
        bus.HostConfiguration is StreamsHostConfiguration streams
            ? new StreamsScheduleProvider(() => streams.Connection, endpoints, streams.TimeProvider)
            : throw new InvalidOperationException(
                "AddRedisStreamsMessageScheduler needs a bus over Redis Streams; this bus has another transport.");
}

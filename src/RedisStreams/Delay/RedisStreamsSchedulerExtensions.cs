using Corporation.RedisStreams.Configuration;
using Corporation.RedisStreams.Delay;
using MassTransit.Configuration;
using MassTransit.Scheduling;
using MassTransit.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MassTransit;

/// <summary>Schedules messages with the transport itself: they wait at the server, survive every process, and can be taken back.</summary>
public static class RedisStreamsSchedulerExtensions
{
    /// <summary>Registers <see cref="IMessageScheduler"/> so that it schedules with the transport.</summary>
    public static void AddRedisStreamsMessageScheduler(this IBusRegistrationConfigurator configurator)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        configurator.TryAddScoped<IMessageScheduler>(provider =>
        {
            var bus = provider.GetRequiredService<IBus>();
            var endpoints = provider.GetRequiredService<ISendEndpointProvider>();
            return new MessageScheduler(SchedulerOf(provider.GetRequiredService<IBusInstance>().HostConfiguration, endpoints), bus.Topology);
        });
    }

    /// <summary>Lets consumers and sagas schedule with the transport, and unschedule.</summary>
    public static void UseRedisStreamsMessageScheduler(this IRedisStreamsBusFactoryConfigurator configurator)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        if (configurator is not StreamsBusFactoryConfigurator streams)
            throw new ArgumentException("Only a bus over Redis Streams can schedule with it.", nameof(configurator));
        configurator.AddPrePipeSpecification(new StreamsSchedulerSpecification(streams.HostConfiguration));
    }

    private static StreamsScheduleProvider SchedulerOf(IHostConfiguration host, ISendEndpointProvider endpoints) => host is StreamsHostConfiguration streams
        ? new StreamsScheduleProvider(() => streams.Connection, endpoints, streams.TimeProvider)
        : throw new InvalidOperationException("AddRedisStreamsMessageScheduler needs a bus over Redis Streams; this bus has another transport.");
}

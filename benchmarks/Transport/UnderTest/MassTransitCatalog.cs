using Corporation.TransportBench.Planning;
using Corporation.TransportBench.Serving;
using MassTransit;
using MassTransit.Serialization;

namespace Corporation.TransportBench.UnderTest;

/// <summary>How each transport of MassTransit is set up: its host, and its own defaults for everything else.</summary>
internal static class MassTransitCatalog
{
    /// <summary>The serializer's options are one for the whole process, so all transports write the same compact JSON.</summary>
    public static void WriteCompactJson() =>
        SystemTextJsonMessageSerializer.Options = new(SystemTextJsonMessageSerializer.Options) { WriteIndented = false };

    public static ITransportUnderTest RedisStreams(Broker broker, bool flushesAlways) =>
        new MassTransitUnderTest(TransportKeys.Of(TransportKeys.RedisStreams, flushesAlways), broker, (bus, endpoints) =>
            bus.UsingRedisStreams((context, redis) =>
            {
                redis.Host(broker.Url);
                redis.ConfigureBench(context, endpoints);
            }))
        {
            FlushesAlways = flushesAlways,
        };

    public static ITransportUnderTest InMemory() =>
        new MassTransitUnderTest(TransportKeys.InMemory, broker: null, (bus, endpoints) =>
            bus.UsingInMemory((context, memory) => memory.ConfigureBench(context, endpoints)));

    /// <remarks>Durable queues, persistent messages and publisher confirms are what this transport does by default.</remarks>
    public static ITransportUnderTest RabbitMq(Broker broker) =>
        new MassTransitUnderTest(TransportKeys.RabbitMq, broker, (bus, endpoints) =>
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(broker.Url);
                rabbit.ConfigureBench(context, endpoints);
            }));
}

using Corporation.TransportChaos.Ledgers;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Corporation.TransportChaos.Victims;

/// <summary>The host of one process of the run, with a bus over the server that is going to be killed.</summary>
internal static class VictimBus
{
    public static IHost Build(VictimPlan plan, Action<IRedisStreamsBusFactoryConfigurator> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { DisableDefaults = true });
        if (!plan.IsQuiet)
        {
            builder.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss.fff ";
            });
        }

        // What the framework says of doomed and delayed messages would fill the disk.
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("MassTransit.ReceiveTransport", LogLevel.None).AddFilter("MassTransit", LogLevel.Warning).AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingRedisStreams((_, redis) =>
            {
                redis.Host(plan.Server, host =>
                {
                    host.VirtualHost = plan.VirtualHost;
                    host.SendTimeout = plan.SendTimeout;
                    host.DeduplicationWindow = plan.Deduplicates ? TimeSpan.FromMinutes(2) : TimeSpan.Zero;
                });
                configure(redis);
            });
        });
        return builder.Build();
    }

    /// <summary>The endpoints that every consumer has, as far as there are messages for them.</summary>
    public static void ConfigureEndpoints(IRedisStreamsBusFactoryConfigurator bus, VictimPlan plan, ParcelHandler handler)
    {
        var queues = plan.Mix.Keys.SelectMany(Route.Of).ToHashSet();
        if (queues.Contains(Route.Work))
        {
            bus.ReceiveEndpoint(Route.Work, endpoint =>
            {
                Configure(endpoint, plan);
                endpoint.UseDelayedRedelivery(redelivery =>
                {
                    redelivery.Handle<NotYetException>();
                    redelivery.Intervals(100, 300);
                });
                endpoint.UseMessageRetry(retry =>
                {
                    retry.Handle<DoomedException>();
                    retry.Immediate(1);
                });
                endpoint.Handler<Parcel>(context => handler.HandleAsync(context, Route.Work));
            });
        }

        if (queues.Contains(Route.Left))
        {
            bus.ReceiveEndpoint(Route.Left, endpoint =>
            {
                Configure(endpoint, plan);
                endpoint.Handler<News>(context => handler.HandleAsync(context, Route.Left));
            });
            bus.ReceiveEndpoint(Route.Right, endpoint =>
            {
                Configure(endpoint, plan);
                endpoint.SingleActiveConsumer = plan.HasSingleReader;
                endpoint.Handler<INews>(context => handler.HandleAsync(context, Route.Right));
            });
        }

        if (!queues.Contains(Route.Ordered))
            return;
        bus.ReceiveEndpoint(Route.Ordered, endpoint =>
        {
            Configure(endpoint, plan);
            endpoint.PartitionCount = 8;
            endpoint.Handler<Parcel>(context => handler.HandleAsync(context, Route.Ordered));
        });
    }

    private static void Configure(IRedisStreamsReceiveEndpointConfigurator endpoint, VictimPlan plan)
    {
        endpoint.LeaseDuration = plan.LeaseDuration;
        endpoint.PrefetchCount = 64;
        endpoint.ConcurrentMessageLimit = 16;
    }
}

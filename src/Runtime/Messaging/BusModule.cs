using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Runtime.Messaging;

/// <summary>Builds the one bus of a process.</summary>
public static class BusModule
{
    /// <summary>Adds the bus with everything that <paramref name="composition"/> gathered. Call it last.</summary>
    /// <remarks>In-memory today; the Redis Streams transport and RabbitMQ are chosen here once they exist.</remarks>
    public static IServiceCollection AddCorporationBus(this IServiceCollection services, BusComposition composition)
    {
        MassTransitDefaults.Apply();

        // A host that has started can be reached: a factory announces itself then, and HQ must already listen.
        services.AddOptions<MassTransitHostOptions>().Configure(host => host.WaitUntilStarted = true);

        return services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.SetKebabCaseEndpointNameFormatter();
            bus.AddDelayedMessageScheduler();
            composition.ApplyRegistrations(bus);
            bus.UsingInMemory((context, memory) =>
            {
                memory.UseDelayedMessageScheduler();
                composition.ApplyEndpoints(context, memory);
            });
        });
    }
}

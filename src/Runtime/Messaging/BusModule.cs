using Corporation.Runtime.Roles;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Corporation.Runtime.Messaging;

/// <summary>Builds the one bus of a process.</summary>
public static class BusModule
{
    /// <summary>Adds the bus with everything that <paramref name="composition"/> gathered. Call it last.</summary>
    /// <remarks>Which bus is what the section <c>Bus</c> says, or else the role. <see cref="BusChoice"/> tells it to whom it matters.</remarks>
    public static IHostApplicationBuilder AddCorporationBus(this IHostApplicationBuilder builder, BusComposition composition)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(composition);
        MassTransitDefaults.Apply();

        var services = builder.Services;
        services.AddOptions<BusOptions>().BindConfiguration(BusOptions.Section).PostConfigure(options => BusEnvironment.Apply(options, builder.Configuration)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BusOptions>, BusOptionsValidator>());

        // A host that has started can be reached: a factory announces itself then, and HQ must already listen.
        services.AddOptions<MassTransitHostOptions>().Configure(host => host.WaitUntilStarted = true);

        // The transport is part of the registrations, so it is chosen before there is a container to ask.
        var choice = new BusChoice(builder.Configuration.GetSection(BusOptions.Section).GetValue<BusKind?>(nameof(BusOptions.Kind)) ?? builder.AddFactoryRole().Bus);
        services.AddSingleton(choice);
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.SetKebabCaseEndpointNameFormatter();
            composition.ApplyRegistrations(bus);
            if (choice.Kind == BusKind.RedisStreams)
                UseRedisStreams(bus, composition);
            else
                UseInMemory(bus, composition);
        });
        return builder;
    }

    private static void UseInMemory(IBusRegistrationConfigurator bus, BusComposition composition)
    {
        bus.AddDelayedMessageScheduler();
        bus.UsingInMemory((context, memory) =>
        {
            memory.UseDelayedMessageScheduler();
            composition.ApplyEndpoints(context, memory);
        });
    }

    private static void UseRedisStreams(IBusRegistrationConfigurator bus, BusComposition composition)
    {
        bus.AddRedisStreamsMessageScheduler();
        bus.UsingRedisStreams((context, redis) =>
        {
            var options = context.GetRequiredService<IOptions<BusOptions>>().Value;
            redis.Host(new Uri(options.RedisUrl), host => host.VirtualHost = options.VirtualHost);
            redis.UseRedisStreamsMessageScheduler();
            composition.ApplyEndpoints(context, redis);
        });
    }
}

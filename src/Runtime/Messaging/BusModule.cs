using System.Security.Authentication;
using Corporation.Runtime.Roles;
using MassTransit;
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

        // A host that has started can be reached on the bus: a factory announces itself then, and HQ must already listen.
        services.AddOptions<MassTransitHostOptions>().Configure(host => host.WaitUntilStarted = true);

        // The transport is part of the registrations, so it is chosen before there is a container to ask.
        // A word that names no bus is refused by the validator before anything starts.
        var written = builder.Configuration.GetSection(BusOptions.Section)[nameof(BusOptions.Kind)];
        var choice = new BusChoice(BusKindName.Find(written) ?? builder.AddFactoryRole().Bus);
        services.AddSingleton(choice);
        if (choice.Kind == BusKind.RabbitMq)
        {
            services.TryAddSingleton(TimeProvider.System);
            services.AddHostedService<BusNotice>();
        }

        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.SetKebabCaseEndpointNameFormatter();
            composition.ApplyRegistrations(bus);
            Action<IBusRegistrationConfigurator, BusComposition> use = choice.Kind switch
            {
                BusKind.RedisStreams => UseRedisStreams,
                BusKind.RabbitMq => UseRabbitMq,
                _ => UseInMemory,
            };
            use(bus, composition);
        });
        if (choice.SurvivesProcess)
            StartAfterTheRest(services);
        return builder;
    }

    /// <summary>Refuses a start on a bus within the process: for a headquarters without a factory, and for a factory without a headquarters.</summary>
    public static IHostApplicationBuilder RequireFleetBus(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var role = builder.AddFactoryRole();
        builder.Services.AddSingleton<IValidateOptions<BusOptions>>(provider => new FleetBusValidator(provider.GetRequiredService<BusChoice>(), role));
        return builder;
    }

    // A server may be away. What is within the process never is, and takes no message before it has started.
    private static void StartAfterTheRest(IServiceCollection services)
    {
        services.RemoveMassTransitHostedService();
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, BusStart>());
        services.AddHostedService<BusStop>();
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

    // No scheduler: the broker has one only with a plug-in. What is to be done later is a row at HQ.
    private static void UseRabbitMq(IBusRegistrationConfigurator bus, BusComposition composition) => bus.UsingRabbitMq((context, rabbit) =>
    {
        var address = RabbitMqAddress.Parse(context.GetRequiredService<IOptions<BusOptions>>().Value.RabbitMqUrl);
        rabbit.Host(address.Host, address.Port, address.VirtualHost, host =>
        {
            host.Username(address.User);
            host.Password(address.Password);
            if (address.UsesTls)
                host.UseSsl(tls => (tls.ServerName, tls.Protocol) = (address.Host, SslProtocols.Tls12 | SslProtocols.Tls13));
        });
        composition.ApplyEndpoints(context, rabbit);
    });
}

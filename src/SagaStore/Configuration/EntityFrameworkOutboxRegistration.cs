using Corporation.SagaStore.Consuming;
using Corporation.SagaStore.Delivering;
using Corporation.SagaStore.Health;
using Corporation.SagaStore.Posting;
using Corporation.SagaStore.Tracking;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.DependencyInjection;
using MassTransit.Middleware;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Corporation.SagaStore.Configuration;

/// <summary>Consumes messages once and sends messages if and only if their transaction is committed, through the program's own <see cref="DbContext"/>.</summary>
public static class EntityFrameworkOutboxRegistration
{
    private const int DeliveredFromMemory = 10_000;

    /// <summary>
    /// Adds the inbox and outbox in the tables that <see cref="TransactionalOutboxModel.AddTransactionalOutboxEntities"/> has mapped: the delivery
    /// service, the removal of expired rows, the health check <c>outbox</c>, <see cref="OutboxDesk{TContext}"/>. Endpoints take part by
    /// <see cref="UseEntityFrameworkOutbox"/>.
    /// </summary>
    /// <typeparam name="TContext">Registered with <c>AddDbContext</c>, pooled or not, or with <c>AddDbContextFactory</c>.</typeparam>
    /// <exception cref="InvalidOperationException">The bus has an outbox already.</exception>
    public static void AddEntityFrameworkOutbox<TContext>(
        this IBusRegistrationConfigurator configurator, Action<EntityFrameworkOutboxConfigurator>? configure = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(configurator);
        if (configurator.Any(service => service.ServiceType == typeof(Outbox<TContext>)))
            throw new InvalidOperationException($"{typeof(TContext).Name} has an outbox already. Call AddEntityFrameworkOutbox once for each context.");

        // Asked once now, for what is to be registered, and again when the host starts, for the values.
        var asked = new OutboxOptions();
        var outbox = new EntityFrameworkOutboxConfigurator(asked);
        configure?.Invoke(outbox);

        var name = NameOf<TContext>();
        configurator.AddOptions<OutboxOptions>(name)
            .Configure(options => configure?.Invoke(new EntityFrameworkOutboxConfigurator(options))).ValidateOnStart();
        configurator.AddSingleton<IValidateOptions<OutboxOptions>>(new OutboxOptionsValidator(name));
        configurator.TryAddSingleton<SqliteTurns>();
        configurator.AddSingleton(provider => new Outbox<TContext>(
            provider.GetRequiredService<IServiceScopeFactory>(),
            OptionsOf<TContext>(provider),
            provider.GetRequiredService<SqliteTurns>(),
            provider.GetRequiredService<IBusControl>(),
            provider.GetRequiredService<ILogger<Outbox<TContext>>>()));
        configurator.AddSingleton(provider => new OutboxDesk<TContext>(provider.GetRequiredService<Outbox<TContext>>()));
        configurator.AddScoped<IOutboxContextFactory<TContext>, ConsumeUnitFactory<TContext>>();
        configurator.AddSingleton<DeliveredOutboxes<TContext>>();
        configurator.AddHosted(provider => provider.GetRequiredService<DeliveredOutboxes<TContext>>());
        if (asked.IsSqlite)
            configurator.ConfigureDbContext<TContext>((_, context) => context.AddInterceptors(SqliteBusyWait.Instance));
        configurator.AddServices<TContext>(asked);
        configurator.AddCheck<TContext>();
        if (outbox.HasBusOutbox)
            configurator.AddPosting<TContext>();
    }

    /// <summary>
    /// The consumers and sagas of the endpoint that are configured after this consume each message once; what they change through the scope's
    /// <typeparamref name="TContext"/> and what they send through their <c>ConsumeContext</c> is one transaction.
    /// </summary>
    /// <remarks>
    /// Retries come before it (<c>UseMessageRetry</c>, <see cref="StoreRetry.UseSagaStoreRetry"/>): each attempt needs a new scope. In SQLite the
    /// consumers of all endpoints run one after the other, as the file has one lock. Of <paramref name="configure"/> only <c>MessageDeliveryLimit</c>
    /// counts, for what is sent from memory; the timeout is the outbox's.
    /// </remarks>
    public static void UseEntityFrameworkOutbox<TContext>(
        this IReceiveEndpointConfigurator configurator, IRegistrationContext context, Action<IOutboxOptionsConfigurator>? configure = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(configurator);
        ArgumentNullException.ThrowIfNull(context);
        var observer = new OutboxConsumePipeSpecificationObserver<TContext>(configurator, context) { MessageDeliveryLimit = DeliveredFromMemory };
        configure?.Invoke(observer);
        configurator.ConnectConsumerConfigurationObserver(observer);
        configurator.ConnectSagaConfigurationObserver(observer);
    }

    private static void AddServices<TContext>(this IServiceCollection services, OutboxOptions options)
        where TContext : DbContext
    {
        if (options.IsCleaningUp)
            services.AddHosted(provider => new UpkeepService(provider.GetRequiredService<Outbox<TContext>>()));
        if (options.IsDelivering)
        {
            services.AddHosted(provider =>
            {
                var outbox = provider.GetRequiredService<Outbox<TContext>>();
                return new DeliveryService(outbox, outbox.Sender, provider.GetRequiredService<IBusControl>(), provider);
            });
        }

        if (!options.IsSqlite)
        {
            services.AddHosted(provider => options.IsDelivering
                ? (BackgroundService)new OutboxListener(provider.GetRequiredService<Outbox<TContext>>())
                : new OutboxTeller(provider.GetRequiredService<Outbox<TContext>>()));
        }
    }

    private static void AddCheck<TContext>(this IServiceCollection services)
        where TContext : DbContext
    {
        const string name = "outbox";
        var isFirst = !services.Any(service => service.ServiceType.IsGenericType && service.ServiceType.GetGenericTypeDefinition() == typeof(OutboxCheckMark<>));
        services.AddSingleton<OutboxCheckMark<TContext>>();
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            isFirst ? name : $"{name}-{typeof(TContext).Name}",
            provider => new OutboxHealthCheck(provider.GetRequiredService<Outbox<TContext>>()),
            failureStatus: null,
            tags: ["ready"]));
    }

    private static void AddPosting<TContext>(this IBusRegistrationConfigurator configurator)
        where TContext : DbContext
    {
        if (configurator.Any(service => service.ServiceType == typeof(PostedOutboxes)))
            throw new InvalidOperationException("The bus has a bus outbox already. Call UseBusOutbox for one context only.");

        configurator.AddSingleton<PostedOutboxes>();
        configurator.AddSingleton<PostingParts<TContext>>();
        configurator.AddSingleton<CommitWatch<TContext>>();
        configurator.ConfigureDbContext<TContext>((provider, context) => context.AddInterceptors(provider.GetRequiredService<CommitWatch<TContext>>()));
        configurator.ReplaceScoped<IScopedBusContextProvider<IBus>, BusOutboxContextProvider<TContext>>();
    }

    private static void AddHosted(this IServiceCollection services, Func<IServiceProvider, BackgroundService> create) =>
        services.AddSingleton<IHostedService>(create);

    private static OutboxOptions OptionsOf<TContext>(IServiceProvider provider) =>
        provider.GetRequiredService<IOptionsMonitor<OutboxOptions>>().Get(NameOf<TContext>());

    private static string NameOf<TContext>() => typeof(TContext).FullName ?? typeof(TContext).Name;
}

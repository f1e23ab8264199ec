using Corporation.SagaStore.Tracking;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Corporation.SagaStore.Configuration;

/// <summary>Keeps a saga through the program's own <see cref="DbContext"/>.</summary>
public static class EntityFrameworkSagaRegistration
{
    /// <summary>
    /// Keeps the saga through a <see cref="DbContext"/> of the message's scope and its change tracker, so with every mapping that EF Core has. Put
    /// <see cref="StoreRetry.UseSagaStoreRetry"/> on its endpoint: conflicts, insert races and lost connections are resolved by consuming again.
    /// </summary>
    /// <remarks>
    /// Whatever is in the context when the behaviour ends is saved with the saga, in one transaction. If the context has a transaction when the
    /// message comes (an outbox's), the repository saves within it and leaves the commit to its owner.
    /// The mapping is checked when the host starts, or else with the first message: an <see cref="InvalidOperationException"/> says what to change.
    /// A saga may be registered with the bus and with the mediator; the first registration counts.
    /// </remarks>
    /// <exception cref="InvalidOperationException"><paramref name="configure"/> does not name the context or the database.</exception>
    public static ISagaRegistrationConfigurator<TSaga> EntityFrameworkRepository<TSaga>(
        this ISagaRegistrationConfigurator<TSaga> configurator, Action<EntityFrameworkSagaRepositoryConfigurator<TSaga>> configure)
        where TSaga : class, ISaga
    {
        ArgumentNullException.ThrowIfNull(configurator);
        ArgumentNullException.ThrowIfNull(configure);
        var repository = new EntityFrameworkSagaRepositoryConfigurator<TSaga>();
        configure(repository);
        return configurator.Repository(services => repository.Register(services));
    }

    internal static void AddTrackedSaga<TSaga, TContext>(this IServiceCollection services, SagaTracking<TSaga> tracking)
        where TSaga : class, ISaga
        where TContext : DbContext
    {
        // The second of the two registrations finds everything in place.
        if (services.Any(service => service.ServiceType == typeof(SagaTracking<TSaga>)))
            return;

        services.TryAddSingleton<SqliteTurns>();
        services.AddSingleton(tracking);
        services.AddHostedService<TrackedSagaStartup<TSaga, TContext>>();
        services.RegisterLoadSagaRepository<TSaga, TrackedSagaContextFactory<TSaga, TContext>>();
        services.RegisterQuerySagaRepository<TSaga, TrackedSagaContextFactory<TSaga, TContext>>();
        services.RegisterSagaRepository<TSaga, DbContext, SagaConsumeContextFactory<DbContext, TSaga>, TrackedSagaContextFactory<TSaga, TContext>>();
    }
}

using Corporation.SagaStore.Snapshotting;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Corporation.SagaStore.Configuration;

/// <summary>Keeps a saga in Redis.</summary>
public static class RedisSagaRegistration
{
    /// <summary>
    /// Keeps the saga in Redis, found by its <c>CorrelationId</c> only. Put <see cref="StoreRetry.UseSagaStoreRetry"/> on its endpoint: conflicts,
    /// insert races and lost connections are resolved by consuming again.
    /// </summary>
    /// <remarks>
    /// The saga is as durable as the server: with <c>appendfsync everysec</c> a crash may lose its last second, without an append-only file all. Events that
    /// are correlated by an expression fail with a <see cref="NotImplementedByDesignException"/>. Redis 6.2 or later, or Valkey.
    /// </remarks>
    /// <exception cref="InvalidOperationException">A setting is missing or out of its range.</exception>
    public static ISagaRegistrationConfigurator<TSaga> RedisRepository<TSaga>(
        this ISagaRegistrationConfigurator<TSaga> configurator, Action<RedisSagaRepositoryConfigurator<TSaga>> configure)
        where TSaga : class, ISagaVersion
    {
        ArgumentNullException.ThrowIfNull(configurator);
        ArgumentNullException.ThrowIfNull(configure);
        var repository = new RedisSagaRepositoryConfigurator<TSaga>();
        configure(repository);
        var settings = repository.Build();
        return configurator.Repository(services =>
        {
            // The second of the two registrations, of bus and mediator, finds everything in place.
            if (services.Any(service => service.ServiceType == typeof(SnapshotSettings<TSaga>)))
                return;

            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton<SnapshotConnections>();
            services.AddSingleton(settings);
            services.RegisterLoadSagaRepository<TSaga, SnapshotContextFactory<TSaga>>();
            services.RegisterQuerySagaRepository<TSaga, SnapshotContextFactory<TSaga>>();
            services.RegisterSagaRepository<
                TSaga, SnapshotConnections, SagaConsumeContextFactory<SnapshotConnections, TSaga>, SnapshotContextFactory<TSaga>>();
        });
    }
}

using Corporation.SagaStore.Repository;
using MassTransit;
using MassTransit.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.SagaStore.Configuration;

/// <summary>Puts a saga into the store.</summary>
public static class StoreSagaRegistration
{
    /// <summary>
    /// Keeps the saga in the store of the process: <see cref="SqliteStoreModule.AddSqliteStore{TContext}"/> or
    /// <see cref="PostgreSqlStoreModule.AddPostgreSqlStore{TContext}"/>. A saga may be registered with the bus and with the mediator: both share
    /// the one store.
    /// </summary>
    /// <remarks>The saga's key must be its <c>CorrelationId</c>; it needs a concurrency token of type <c>int</c> or <c>long</c>.</remarks>
    public static ISagaRegistrationConfigurator<TSaga> StoreRepository<TSaga>(this ISagaRegistrationConfigurator<TSaga> configurator)
        where TSaga : class, ISaga
    {
        ArgumentNullException.ThrowIfNull(configurator);
        return configurator.Repository(services =>
        {
            // The second of the two registrations finds everything in place.
            if (services.Any(service => service.ImplementationInstance is StoredSaga<TSaga>))
                return;

            services.AddSingleton<StoredSaga>(new StoredSaga<TSaga>());
            services.RegisterLoadSagaRepository<TSaga, StoredSagaContextFactory<TSaga>>();
            services.RegisterQuerySagaRepository<TSaga, StoredSagaContextFactory<TSaga>>();
            services.RegisterSagaRepository<TSaga, ISagaStorage, StoredSagaConsumeContextFactory<TSaga>, StoredSagaContextFactory<TSaga>>();
        });
    }
}

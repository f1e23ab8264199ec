using Corporation.SagaStore.Opening;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Repository;
using Corporation.SagaStore.Signalling;
using Corporation.SagaStore.Timing;
using Corporation.SagaStore.Writing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Corporation.SagaStore.Configuration;

/// <summary>Registers a store that several processes share.</summary>
public static class PostgreSqlStoreModule
{
    /// <summary>
    /// Adds the one store of this process, in a PostgreSQL database: <see cref="IStoreWriter"/>, <see cref="IStoreReader"/>,
    /// <see cref="Health.StoreHealth"/>, an <see cref="IDbContextFactory{TContext}"/> for queries, the <see cref="NpgsqlDataSource"/> behind them,
    /// <see cref="StoreChannel"/>, <see cref="DatabaseClock"/>, and <see cref="IStoreStartup"/>, which the host runs before any of its services.
    /// </summary>
    /// <typeparam name="TContext">Schema, migrations and queries. Needs a constructor that takes its options alone.</typeparam>
    /// <exception cref="InvalidOperationException">A store is registered already.</exception>
    public static IServiceCollection AddPostgreSqlStore<TContext>(this IServiceCollection services, Action<PostgreSqlStoreOptions> configure)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddStoreServices();
        services.AddOptions<PostgreSqlStoreOptions>().Configure(configure).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PostgreSqlStoreOptions>, PostgreSqlStoreOptionsValidator>();

        services.AddSingleton<PostgreSqlStore<TContext>>();
        services.AddSingleton<IStoreStartup, PostgreSqlStoreStartup<TContext>>();
        services.AddSingleton<ISagaStorage, PostgreSqlSagaStorage<TContext>>();
        services.AddSingleton(provider => provider.GetRequiredService<PostgreSqlStore<TContext>>().Writer);
        services.AddSingleton(provider => provider.GetRequiredService<PostgreSqlStore<TContext>>().Reader);
        services.AddSingleton(provider => provider.GetRequiredService<PostgreSqlStore<TContext>>().Database);
        services.AddPooledDbContextFactory<TContext>((provider, context) =>
            context.UseNpgsql(provider.GetRequiredService<PostgreSqlStore<TContext>>().Database));
        services.AddSingleton<StoreChannel>();
        services.AddSingleton<DatabaseClock>();
        services.AddHostedService<DatabaseClockService>();
        return services;
    }
}

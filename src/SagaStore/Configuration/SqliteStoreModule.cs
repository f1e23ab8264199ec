using Corporation.SagaStore.Health;
using Corporation.SagaStore.Opening;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Repository;
using Corporation.SagaStore.Writing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Corporation.SagaStore.Configuration;

/// <summary>Registers the store of a process.</summary>
public static class SqliteStoreModule
{
    /// <summary>
    /// Adds the one store of this process, in a SQLite file: <see cref="IStoreWriter"/>, <see cref="IStoreReader"/>, <see cref="StoreHealth"/>,
    /// a read-only <see cref="IDbContextFactory{TContext}"/>, and <see cref="IStoreStartup"/>, which the host runs before any of its services.
    /// </summary>
    /// <typeparam name="TContext">Schema, migrations and queries. Needs a constructor that takes its options alone.</typeparam>
    /// <exception cref="InvalidOperationException">A store is registered already.</exception>
    public static IServiceCollection AddSqliteStore<TContext>(this IServiceCollection services, Action<SqliteStoreOptions> configure)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddStoreServices();
        services.AddOptions<SqliteStoreOptions>().Configure(configure).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SqliteStoreOptions>, SqliteStoreOptionsValidator>();

        services.AddSingleton<SqliteStore<TContext>>();
        services.AddSingleton<IStoreStartup, SqliteStoreStartup<TContext>>();
        services.AddSingleton<ISagaStorage, SqliteSagaStorage<TContext>>();
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore<TContext>>().Writer);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore<TContext>>().Reader);
        services.AddPooledDbContextFactory<TContext>((provider, context) =>
            context.UseSqlite(provider.GetRequiredService<SqliteStore<TContext>>().File.ForQueries));
        return services;
    }
}

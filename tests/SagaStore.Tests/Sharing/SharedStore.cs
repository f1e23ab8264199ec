using Corporation.LocalServers;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Health;
using Corporation.SagaStore.Opening;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Tests.Counting;
using Corporation.SagaStore.Writing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.SagaStore.Tests.Sharing;

/// <summary>An open PostgreSQL store without a bus, as one of several processes would have it.</summary>
public sealed class SharedStore : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private SharedStore(string connectionString, Action<PostgreSqlStoreOptions>? configure, Action<IServiceCollection>? register)
    {
        ConnectionString = connectionString;
        var services = new ServiceCollection();
        services.AddPostgreSqlStore<CountingContext>(options =>
        {
            options.ConnectionString = connectionString;
            options.Schema = StoreSchema.CreateIfEmpty;
            configure?.Invoke(options);
        });
        register?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    public string ConnectionString { get; }

    public IServiceProvider Services => _services;

    public IStoreWriter Writer => _services.GetRequiredService<IStoreWriter>();

    public IStoreReader Reader => _services.GetRequiredService<IStoreReader>();

    public StoreHealth Health => _services.GetRequiredService<StoreHealth>();

    /// <summary>A store in an empty database of its own.</summary>
    public static async Task<SharedStore> OpenAsync(
        PostgreSqlServer server, Action<PostgreSqlStoreOptions>? configure = null, Action<IServiceCollection>? register = null) =>
        await OpenAsync(server.ConnectionString(await server.CreateDatabaseAsync()), configure, register);

    /// <summary>Another process's store in the same database.</summary>
    public static async Task<SharedStore> OpenAsync(
        string connectionString, Action<PostgreSqlStoreOptions>? configure = null, Action<IServiceCollection>? register = null)
    {
        var store = new SharedStore(connectionString, configure, register);
        try
        {
            await store.PrepareAsync();
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public Task PrepareAsync() => _services.GetRequiredService<IStoreStartup>().PrepareAsync(TestContext.Current.CancellationToken);

    public CountingContext Context() => _services.GetRequiredService<IDbContextFactory<CountingContext>>().CreateDbContext();

    public async Task<long> CountAsync(string table) =>
        (await Reader.QueryAsync($"SELECT count(*) FROM {table}", row => row.GetInt64(0), [], TestContext.Current.CancellationToken))[0];

    public Task InsertAsync(object row) => Writer.WriteAsync(
        session =>
        {
            session.Insert(row);
            return true;
        },
        TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

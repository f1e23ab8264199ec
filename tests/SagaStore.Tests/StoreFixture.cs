using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Health;
using Corporation.SagaStore.Opening;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Tests.Counting;
using Corporation.SagaStore.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.SagaStore.Tests;

/// <summary>An open store without a bus.</summary>
public sealed class StoreFixture : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public StoreFixture(string file, Action<SqliteStoreOptions>? configure = null, Action<IServiceCollection>? register = null)
    {
        File = file;
        var services = new ServiceCollection();
        services.AddSqliteStore<CountingContext>(options =>
        {
            options.FilePath = file;
            options.BusyTimeout = TimeSpan.FromMilliseconds(200);
            options.Schema = StoreSchema.CreateIfEmpty;
            configure?.Invoke(options);
        });
        register?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    public string File { get; }

    public IServiceProvider Services => _services;

    public IStoreWriter Writer => _services.GetRequiredService<IStoreWriter>();

    public IStoreReader Reader => _services.GetRequiredService<IStoreReader>();

    public StoreHealth Health => _services.GetRequiredService<StoreHealth>();

    public static StoreFixture Open(StoreFolder folder, Action<SqliteStoreOptions>? configure = null, Action<IServiceCollection>? register = null)
    {
        var fixture = new StoreFixture(folder.File, configure, register);
        fixture.Prepare();
        return fixture;
    }

    public void Prepare() => _services.GetRequiredService<IStoreStartup>().Prepare();

    public CountingContext Context() => _services.GetRequiredService<IDbContextFactory<CountingContext>>().CreateDbContext();

    public long Count(string table) => Reader.Query($"SELECT count(*) FROM {table}", row => row.GetInt64(0))[0];

    /// <summary>Another program's connection.</summary>
    public SqliteConnection Outsider()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False;Default Timeout=1");
        connection.Open();
        return connection;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

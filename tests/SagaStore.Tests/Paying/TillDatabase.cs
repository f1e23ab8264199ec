using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Tests.Sharing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Corporation.SagaStore.Tests.Paying;

/// <summary>An empty database of a test's own.</summary>
public sealed class TillDatabase : IAsyncDisposable
{
    private readonly StoreFolder? _folder;

    private TillDatabase(StoreEngine engine, string connectionString, StoreFolder? folder)
    {
        Engine = engine;
        ConnectionString = connectionString;
        _folder = folder;
    }

    public StoreEngine Engine { get; }

    public string ConnectionString { get; }

    public static async Task<TillDatabase> CreateAsync(StoreEngine engine, SharedServer server)
    {
        if (engine == StoreEngine.PostgreSql)
            return await CreateAsync(engine, server.Server.ConnectionString(await server.Server.CreateDatabaseAsync()), null);

        var folder = new StoreFolder();
        return await CreateAsync(engine, $"Data Source={folder.File};Pooling=False", folder);
    }

    public static async Task<TillDatabase> CreateAsync(StoreEngine engine, string connectionString, StoreFolder? folder)
    {
        var database = new TillDatabase(engine, connectionString, folder);
        await using var context = database.Context();
        await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        return database;
    }

    public static TillDatabase Existing(StoreEngine engine, string connectionString) => new(engine, connectionString, null);

    public void Configure(DbContextOptionsBuilder options)
    {
        if (Engine == StoreEngine.PostgreSql)
            options.UseNpgsql(ConnectionString);
        else
            options.UseSqlite(ConnectionString);
    }

    public TillContext Context()
    {
        var options = new DbContextOptionsBuilder<TillContext>();
        Configure(options);
        return new TillContext(options.Options);
    }

    public async Task<T> ReadAsync<T>(Func<TillContext, Task<T>> read)
    {
        await using var context = Context();
        return await read(context);
    }

    public Task<int> ExecuteAsync(string sql) => ReadAsync(context => context.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        _folder?.Dispose();
        if (Engine != StoreEngine.PostgreSql)
            return;

        // Each test has a database of its own, and so a pool of its own, whose idle connections the server would run out of.
        await using var context = Context();
        NpgsqlConnection.ClearPool((NpgsqlConnection)context.Database.GetDbConnection());
    }
}

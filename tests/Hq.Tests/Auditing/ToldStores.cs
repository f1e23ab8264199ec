using Corporation.Hq.Tests.Hosts;
using Corporation.LocalServers;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Opening;
using Corporation.SagaStore.Reading;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Hq.Tests.Auditing;

/// <summary>In an SQLite file, without the index that would refuse an event twice.</summary>
public sealed class ToldFile : ToldStore
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hq-told-").FullName;

    internal override IStoreReader Reader => new FileStoreReader(ConnectionString);

    private string ConnectionString => $"Data Source={Path.Combine(_folder, "hq.db")};Pooling=False";

    public override async ValueTask InitializeAsync()
    {
        await using var context = Open();
        await TestSchema.CreateAsync(context);
    }

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    internal override async Task TamperAsync(string sql)
    {
        await using var context = Open();
        await context.Database.ExecuteSqlRawAsync(sql);
    }

    private protected override MissionsDbContext Open() => new(new DbContextOptionsBuilder<MissionsDbContext>().UseSqlite(new SqliteConnection(ConnectionString)).Options);
}

/// <summary>In PostgreSQL, as the superuser and with the triggers switched off.</summary>
public sealed class ToldServer : ToldStore
{
    private PostgreSqlServer? _server;
    private ServiceProvider? _services;
    private string _database = "";

    internal override IStoreReader Reader => _services!.GetRequiredService<IStoreReader>();

    public override async ValueTask InitializeAsync()
    {
        _server = await PostgreSqlServer.StartAsync([], CancellationToken.None);
        _database = await _server.CreateDatabaseAsync();
        _services = new ServiceCollection()
            .AddPostgreSqlStore<SharedMissionsDbContext>(options => options.ConnectionString = _server.ConnectionString(_database))
            .BuildServiceProvider();
        await _services.GetRequiredService<IStoreStartup>().PrepareAsync(CancellationToken.None);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    internal override Task TamperAsync(string sql) => _server!.ExecuteAsync($"set session_replication_role = replica; {sql}", _database);

    private protected override MissionsDbContext Open() =>
        new SharedMissionsDbContext(new DbContextOptionsBuilder<SharedMissionsDbContext>().UseNpgsql(_server!.ConnectionString(_database)).Options);
}

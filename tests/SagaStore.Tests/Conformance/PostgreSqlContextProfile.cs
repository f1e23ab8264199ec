using Corporation.LocalServers;
using Corporation.SagaStore.Configuration;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Corporation.SagaStore.Tests.Conformance;

public sealed class PostgreSqlContextProfile<TContext>(PostgreSqlServer shared, ConcurrencyMode mode) : EntityFrameworkProfile<TContext>(mode)
    where TContext : DbContext
{
    private PostgreSqlServer? _own;
    private NpgsqlDataSource? _database;

    public override RepositoryFeatures Features { get; } = new(FindsByExpression: true, IsShared: true, HasServer: true);

    public override async Task StartAsync(bool alone)
    {
        if (alone)
            _own = await PostgreSqlServer.StartAsync([], Token);
        var server = _own ?? shared;
        _database = NpgsqlDataSource.Create(server.ConnectionString(await server.CreateDatabaseAsync()));
        await CreateAsync();
    }

    public override Task KillAsync() => _own!.KillAsync();

    public override Task RestartAsync() => _own!.RestartAsync(Token);

    public override async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
        if (_own is not null)
            await _own.DisposeAsync();
    }

    protected override void Use(DbContextOptionsBuilder options) => options.UseNpgsql(_database!);

    protected override void Choose<TSaga>(EntityFrameworkSagaRepositoryConfigurator<TSaga> repository) => repository.UsePostgres();
}

using Corporation.LocalServers;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Reading;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.SagaStore.Tests.Conformance;

/// <summary>The store that several processes share, which writes rows by itself.</summary>
public sealed class PostgreSqlStoreProfile : RepositoryProfile
{
    private readonly PostgreSqlServer? _shared;
    private PostgreSqlServer? _own;
    private string _connectionString = "";

    public PostgreSqlStoreProfile(PostgreSqlServer shared) => _shared = shared;

    public PostgreSqlStoreProfile(string connectionString) => _connectionString = connectionString;

    public override RepositoryFeatures Features { get; } = new(FindsByExpression: true, IsShared: true, HasServer: true);

    public override async Task StartAsync(bool alone)
    {
        if (alone)
            _own = await PostgreSqlServer.StartAsync([], Token);
        var server = _own ?? _shared!;
        _connectionString = server.ConnectionString(await server.CreateDatabaseAsync());
    }

    public override void AddServices(IServiceCollection services) => services.AddPostgreSqlStore<VersionedTallyContext>(options =>
    {
        options.ConnectionString = _connectionString;
        options.Schema = StoreSchema.CreateIfEmpty;
    });

    public override void Keep<TSaga>(ISagaRegistrationConfigurator<TSaga> saga) => saga.StoreRepository();

    public override string Describe() => $"{nameof(PostgreSqlStoreProfile)}{Separator}{_connectionString}";

    public override async Task<long> CountAsync(IServiceProvider services) =>
        (await services.GetRequiredService<IStoreReader>().QueryAsync("SELECT count(*) FROM tallies", row => row.GetInt64(0), [], Token))[0];

    public override Task KillAsync() => _own!.KillAsync();

    public override Task RestartAsync() => _own!.RestartAsync(Token);

    public override async ValueTask DisposeAsync()
    {
        if (_own is not null)
            await _own.DisposeAsync();
    }
}

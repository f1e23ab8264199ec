using Corporation.LocalServers;
using Corporation.SagaStore.Configuration;
using MassTransit;
using StackExchange.Redis;

namespace Corporation.SagaStore.Tests.Conformance;

public sealed class RedisProfile(RedisServer shared, ConcurrencyMode mode) : RepositoryProfile
{
    private readonly string _prefix = $"test-{Guid.NewGuid():N}";
    private RedisServer? _own;

    public override RepositoryFeatures Features { get; } = new(FindsByExpression: false, IsShared: true, HasServer: true);

    private RedisServer Server => _own ?? shared;

    public override async Task StartAsync(bool alone)
    {
        if (alone)
            _own = await RedisServer.StartAsync(new RedisServerOptions { AppendOnly = true, AppendFsync = "always" }, Token);
    }

    public override void Keep<TSaga>(ISagaRegistrationConfigurator<TSaga> saga) => saga.RedisRepository(repository =>
    {
        repository.DatabaseConfiguration(Server.ConnectionString);
        repository.KeyPrefix = _prefix;
        repository.ConcurrencyMode = mode;
    });

    public override void KeepWrongly(ISagaRegistrationConfigurator<StrayState> saga) => saga.RedisRepository(_ => { });

    public override async Task<long> CountAsync(IServiceProvider services)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Server.ConnectionString);
        return await connection.GetServers().Single().KeysAsync(pattern: $"{_prefix}:*").CountAsync(Token);
    }

    public override Task KillAsync() => _own!.KillAsync();

    public override Task RestartAsync() => _own!.RestartAsync(Token);

    public override async ValueTask DisposeAsync()
    {
        if (_own is not null)
            await _own.DisposeAsync();
    }
}

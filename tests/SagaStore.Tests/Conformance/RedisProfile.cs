using Corporation.LocalServers;
using Corporation.SagaStore.Configuration;
using MassTransit;
using StackExchange.Redis;

namespace Corporation.SagaStore.Tests.Conformance;

public sealed class RedisProfile : RepositoryProfile
{
    private readonly string _connectionString;
    private readonly ConcurrencyMode _mode;
    private readonly string _prefix;
    private RedisServer? _own;

    public RedisProfile(RedisServer shared, ConcurrencyMode mode)
        : this(shared.ConnectionString, mode, $"test-{Guid.NewGuid():N}")
    {
    }

    private RedisProfile(string connectionString, ConcurrencyMode mode, string prefix) => (_connectionString, _mode, _prefix) = (connectionString, mode, prefix);

    public override RepositoryFeatures Features { get; } = new(FindsByExpression: false, IsShared: true, HasServer: true);

    private string ConnectionString => _own?.ConnectionString ?? _connectionString;

    /// <summary>The profile that <see cref="Describe"/> has told of.</summary>
    public static RedisProfile At(string place)
    {
        var parts = place.Split(Separator, 3);
        return new RedisProfile(parts[2], Enum.Parse<ConcurrencyMode>(parts[0]), parts[1]);
    }

    public override async Task StartAsync(bool alone)
    {
        if (alone)
            _own = await RedisServer.StartAsync(new RedisServerOptions { AppendOnly = true, AppendFsync = "always" }, Token);
    }

    public override void Keep<TSaga>(ISagaRegistrationConfigurator<TSaga> saga) => saga.RedisRepository(repository =>
    {
        repository.DatabaseConfiguration(ConnectionString);
        repository.KeyPrefix = _prefix;
        repository.ConcurrencyMode = _mode;
    });

    public override void KeepWrongly(ISagaRegistrationConfigurator<StrayState> saga) => saga.RedisRepository(_ => { });

    public override string Describe() => string.Join(Separator, nameof(RedisProfile), _mode, _prefix, ConnectionString);

    public override async Task<long> CountAsync(IServiceProvider services)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(ConnectionString);
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

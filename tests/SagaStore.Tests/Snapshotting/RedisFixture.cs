using Corporation.LocalServers;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Tests.Conformance;
using MassTransit;
using MassTransit.Mediator;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Corporation.SagaStore.Tests.Snapshotting;

/// <summary>A mediator with the tally saga in Redis and without a retry: what is thrown comes back to the caller.</summary>
public sealed class RedisFixture : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly ConnectionMultiplexer _connection;

    private RedisFixture(
        ConnectionMultiplexer connection, Action<RedisSagaRepositoryConfigurator<TallyState>>? configure, Func<RedisFixture, Task>? whileStepping)
    {
        _connection = connection;
        var services = new ServiceCollection();
        services.AddSingleton(new TallySettings(InsertOnInitial: false)
        {
            WhileStepping = () => whileStepping?.Invoke(this) ?? Task.CompletedTask,
        });
        services.AddMediator(mediator =>
            mediator.AddSagaStateMachine<TallySaga, TallyState>().RedisRepository(repository =>
            {
                repository.ConnectionFactory(_ => connection);
                repository.KeyPrefix = Prefix;
                configure?.Invoke(repository);
            }));
        _services = services.BuildServiceProvider();
    }

    public string Prefix { get; } = $"test-{Guid.NewGuid():N}";

    public IMediator Mediator => _services.GetRequiredService<IMediator>();

    public IDatabase Database => _connection.GetDatabase();

    public static async Task<RedisFixture> StartAsync(
        RedisServer server, Action<RedisSagaRepositoryConfigurator<TallyState>>? configure = null, Func<RedisFixture, Task>? whileStepping = null) =>
        new(await ConnectionMultiplexer.ConnectAsync(server.ConnectionString), configure, whileStepping);

    public RedisKey KeyOf(Guid id) => $"{Prefix}:{{{id}}}";

    public RedisKey LockOf(Guid id) => $"{Prefix}:{{{id}}}:lock";

    public Task<TallyState> FindAsync(Guid id) => _services.GetRequiredService<ILoadSagaRepository<TallyState>>().Load(id);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _connection.DisposeAsync();
    }
}

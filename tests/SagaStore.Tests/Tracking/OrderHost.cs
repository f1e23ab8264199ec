using Corporation.LocalServers;
using Corporation.SagaStore.Configuration;
using MassTransit;
using MassTransit.Mediator;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace Corporation.SagaStore.Tests.Tracking;

/// <summary>A mediator with the order saga, in an empty database of either kind: what a behaviour throws comes back to the caller.</summary>
/// <param name="server">Null: SQLite.</param>
/// <param name="mode">The repository's.</param>
public sealed class OrderHost<TContext>(PostgreSqlServer? server, ConcurrencyMode mode) : IAsyncDisposable
    where TContext : OrderContext
{
    private readonly StoreFolder _folder = new();
    private NpgsqlDataSource? _database;
    private ServiceProvider? _services;

    public Action<EntityFrameworkSagaRepositoryConfigurator<OrderState>> Configure { get; init; } = _ => { };

    public Action<IMediatorRegistrationContext, IMediatorConfigurator> Pipe { get; init; } = (_, endpoint) => endpoint.UseSagaStoreRetry();

    public Action<IServiceCollection> Register { get; init; } = _ => { };

    public Action<NpgsqlDbContextOptionsBuilder> ConfigureNpgsql { get; init; } = _ => { };

    public IMediator Mediator => _services!.GetRequiredService<IMediator>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task<OrderHost<TContext>> StartAsync()
    {
        if (server is not null)
            _database = NpgsqlDataSource.Create(server.ConnectionString(await server.CreateDatabaseAsync()));
        _services = Build();
        await ReadAsync(context => context.Database.EnsureCreatedAsync(Token));
        return this;
    }

    public async Task<T> ReadAsync<T>(Func<TContext, Task<T>> read)
    {
        await using var scope = _services!.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<TContext>());
    }

    public Task<OrderState> OrderAsync(Guid id) =>
        ReadAsync(context => context.Set<OrderState>().Include(order => order.Lines).SingleAsync(order => order.CorrelationId == id, Token));

    public Task AddAsync(OrderState order) => ReadAsync(context =>
    {
        context.Add(order);
        return context.SaveChangesAsync(Token);
    });

    public Task SendAsync(params object[] messages) => Task.WhenAll(messages.Select(message => Mediator.Send(message, Token)));

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        _folder.Dispose();
    }

    private ServiceProvider Build()
    {
        var services = new ServiceCollection();
        Register(services);
        services.AddMediator(mediator =>
        {
            mediator.AddSagaStateMachine<OrderSaga, OrderState>().EntityFrameworkRepository(repository =>
            {
                repository.AddDbContext<TContext>((_, options) => Use(options));
                repository.ConcurrencyMode = mode;
                repository.CustomizeQuery(orders => orders.Include(order => order.Lines));
                if (server is null)
                    repository.UseSqlite();
                else
                    repository.UsePostgres();
                Configure(repository);
            });
            mediator.ConfigureMediator(Pipe);
        });
        return services.BuildServiceProvider();
    }

    private void Use(DbContextOptionsBuilder options)
    {
        if (_database is null)
            options.UseSqlite($"Data Source={_folder.File};Pooling=False");
        else
            options.UseNpgsql(_database, ConfigureNpgsql);
    }
}

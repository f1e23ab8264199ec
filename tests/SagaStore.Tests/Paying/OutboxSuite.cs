using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Consuming;
using Corporation.SagaStore.Delivering;
using Corporation.SagaStore.Tests.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Tests.Paying;

/// <summary>What the suites of the inbox and outbox share; each runs on both databases.</summary>
public abstract class OutboxSuite(StoreEngine engine, SharedServer server) : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _opened = [];
    private TillDatabase? _database;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected Witness Witness { get; } = new();

    protected Guid AccountId { get; } = Guid.NewGuid();

    protected TillDatabase Database => _database ?? throw new InvalidOperationException("The database has not been created.");

    protected StoreEngine Engine => engine;

    public async ValueTask InitializeAsync() => _database = await TillDatabase.CreateAsync(engine, server);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var one in Enumerable.Reverse(_opened))
            await one.DisposeAsync();
        await Database.DisposeAsync();
    }

    protected async Task<TillHost> StartAsync(
        Action<EntityFrameworkOutboxConfigurator>? configure = null,
        Action<MassTransit.IBusRegistrationConfigurator>? register = null,
        Action<IServiceProvider, DbContextOptionsBuilder>? context = null)
    {
        var host = await TillHost.StartAsync(Database, Witness, configure, register, context);
        _opened.Add(host);
        return host;
    }

    /// <summary>Stops a host before the test ends.</summary>
    protected async Task StopAsync(TillHost host)
    {
        _opened.Remove(host);
        await host.DisposeAsync();
    }

    protected Task<int> StepsAsync() =>
        Database.ReadAsync(context => context.Accounts.Where(account => account.Id == AccountId).Select(account => account.Steps).SingleOrDefaultAsync(Token));

    protected Task<int> EntriesAsync() => Database.ReadAsync(context => context.Entries.CountAsync(Token));

    protected Task<int> InboxAsync() => Database.ReadAsync(context => context.Set<InboxState>().CountAsync(Token));

    protected Task<int> MessagesAsync() => Database.ReadAsync(context => context.Set<OutboxMessage>().CountAsync(Token));

    protected Task<int> StatesAsync() => Database.ReadAsync(context => context.Set<OutboxState>().CountAsync(Token));

    protected Task WaitUntilEmptyAsync() => Eventually.TrueAsync(async () => await MessagesAsync() == 0 && await StatesAsync() == 0);

    /// <summary>As if it had been stored earlier; of negative seconds, later.</summary>
    protected Task AgeOutboxesAsync(int seconds) => Database.ExecuteAsync(Engine == StoreEngine.PostgreSql
        ? $"""update "OutboxState" set "Created" = "Created" - interval '{seconds} seconds'"""
        : $"""update "OutboxState" set "Created" = strftime('%Y-%m-%d %H:%M:%f', "Created", '{-seconds} seconds')""");
}

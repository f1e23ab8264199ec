using Corporation.LocalServers;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Opening;
using Corporation.SagaStore.Tests.Counting;
using Corporation.SagaStore.Tests.Opening;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Corporation.SagaStore.Tests.Sharing;

public sealed class When_a_shared_store_opens(SharedServer shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_processes_that_start_at_once_make_the_schema_once()
    {
        var database = shared.Server.ConnectionString(await shared.Server.CreateDatabaseAsync());

        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SharedStore.OpenAsync(database)));

        foreach (var store in stores)
        {
            await store.InsertAsync(new CounterStep { Number = 1, CounterId = Guid.NewGuid() });
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_server_that_is_not_ready_yet_is_waited_for()
    {
        await using var server = await PostgreSqlServer.StartAsync([], Token);
        var database = server.ConnectionString(await server.CreateDatabaseAsync());
        await server.ShutDownAsync();

        var opening = SharedStore.OpenAsync(database);
        await server.RestartAsync(Token);
        await using var store = await opening;

        await store.InsertAsync(new CounterStep { Number = 1 });
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_named_at_once()
    {
        var exception = await Assert.ThrowsAsync<StoreStartException>(() => SharedStore.OpenAsync(shared.Server.ConnectionString("nowhere")));

        Assert.Contains("nowhere on 127.0.0.1", exception.Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_must_not_migrate_says_what_is_missing()
    {
        var database = shared.Server.ConnectionString(await shared.Server.CreateDatabaseAsync());
        await using var services = new ServiceCollection()
            .AddPostgreSqlStore<LedgerContext>(options => (options.ConnectionString, options.Schema) = (database, StoreSchema.Require))
            .BuildServiceProvider();

        var exception = await Assert.ThrowsAsync<StoreStartException>(() => services.GetRequiredService<IStoreStartup>().PrepareAsync(Token));

        Assert.Contains("lacks", exception.Message, StringComparison.Ordinal);
        Assert.Contains("corp db migrate", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_wrong_option_is_named_and_the_password_is_not()
    {
        using var services = new ServiceCollection().AddPostgreSqlStore<CountingContext>(options =>
        {
            options.ConnectionString = "Host=h;Passwort=geheim";
            options.WriterConnections = 0;
            options.ReaderConnections = 0;
            options.MaxUnitsPerCommit = 0;
            options.CommandTimeout = TimeSpan.Zero;
            options.StartPatience = TimeSpan.FromDays(1);
            options.DoubtPatience = TimeSpan.FromDays(1);
            options.Schema = (StoreSchema)9;
        }).BuildServiceProvider();

        var exception = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<PostgreSqlStoreOptions>>().Value);

        Assert.Equal(8, exception.Failures.Count());
        Assert.DoesNotContain("geheim", exception.Message, StringComparison.Ordinal);
    }
}

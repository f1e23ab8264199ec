using Corporation.LocalServers;
using Corporation.SagaStore.Configuration;

namespace Corporation.SagaStore.Tests.Paying;

/// <summary>With a server of its own, which is restarted.</summary>
public sealed class ListeningTests : IAsyncLifetime
{
    private PostgreSqlServer? _server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private PostgreSqlServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    public async ValueTask InitializeAsync() => _server = await PostgreSqlServer.StartAsync([], Token);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_commit_wakes_the_delivery_of_another_process_also_after_the_server_was_restarted()
    {
        var connectionString = Server.ConnectionString(await Server.CreateDatabaseAsync());
        await using var database = await TillDatabase.CreateAsync(StoreEngine.PostgreSql, connectionString, null);
        var witness = new Witness();
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        await using var writer = await TillHost.StartAsync(database, witness, outbox =>
        {
            outbox.DisableDeliveryService();
            outbox.QueryDelay = TimeSpan.FromHours(1);
        });
        await using var deliverer = await TillHost.StartAsync(database, witness, outbox => outbox.QueryDelay = TimeSpan.FromHours(1));
        await WaitForListenerAsync();

        await writer.PostAsync(first, 1);
        await Eventually.True(() => witness.Sent.Any(message => message.CorrelationId == first));

        await Server.QuitAsync();
        await Server.RestartAsync(Token);
        await WaitForListenerAsync();

        // Pooled connections of the writer may be broken ones; a program would try again, too. The first message comes once more if the server
        // quit before it was noted as sent.
        await Eventually.TrueAsync(() => PostedAsync(writer, second));
        await Eventually.True(() => witness.Sent.Any(message => message.CorrelationId == second));
    }

    private Task WaitForListenerAsync() => Eventually.TrueAsync(async () =>
        await Server.ExecuteAsync("select count(*) from pg_stat_activity where query like 'listen %'") == "1");

    private static async Task<bool> PostedAsync(TillHost host, Guid accountId)
    {
        try
        {
            await host.PostAsync(accountId, 1);
            return true;
        }
        catch (Exception exception) when (exception is Npgsql.NpgsqlException or InvalidOperationException or Microsoft.EntityFrameworkCore.DbUpdateException)
        {
            return false;
        }
    }
}

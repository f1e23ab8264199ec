using System.Collections.Concurrent;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Delivering;
using Corporation.SagaStore.Tests.Sharing;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Corporation.SagaStore.Tests.Paying;

public abstract class DeliveryConformance(StoreEngine engine, SharedServer server) : OutboxSuite(engine, server)
{
    [Fact]
    public async Task Two_processes_that_deliver_at_once_send_nothing_twice_and_keep_the_order_of_each_outbox()
    {
        const int outboxes = 200;
        const int messages = 3;
        var writer = await StartAsync(outbox => outbox.DisableDeliveryService());
        for (var i = 0; i < outboxes; i++)
            await writer.PostInBulkAsync(messages);
        var numbers = await NumbersAsync();
        await StopAsync(writer);

        await Task.WhenAll(StartAsync(outbox => outbox.QueryMessageLimit = 10), StartAsync(outbox => outbox.QueryMessageLimit = 10));
        await WaitUntilEmptyAsync();

        Assert.Equal(outboxes * messages, Witness.Sent.Count);
        AssertInOrder(numbers, messages);
    }

    [Fact]
    public async Task What_another_process_took_in_the_same_millisecond_stays_with_it()
    {
        Assert.SkipWhen(Engine == StoreEngine.PostgreSql, "Rows are locked there and not leased.");
        var writer = await StartAsync(outbox => outbox.DisableDeliveryService());
        await writer.PostInBulkAsync(1);
        await writer.PostInBulkAsync(1);
        await StopAsync(writer);
        var (taken, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        Witness.Sending = _ =>
        {
            taken.TrySetResult();
            return goOn.Task;
        };
        await StartAsync(outbox => outbox.QueryMessageLimit = 1);
        await Eventually.True(() => taken.Task.IsCompleted);

        // The other outbox, by a process that is not there in truth.
        await Database.ExecuteAsync("""update "OutboxState" set "NextTry" = (select max("NextTry") from "OutboxState") where "NextTry" is null""");
        var leases = await LeasesAsync();
        Assert.Equal(2, leases.Count);
        Assert.Single(leases.Distinct());
        goOn.SetResult();

        await Eventually.TrueAsync(async () => await StatesAsync() == 1);
        Assert.Equal(leases[0], Assert.Single(await LeasesAsync()));
        Assert.Single(Witness.Sent);

        Task<List<DateTime?>> LeasesAsync() => Database.ReadAsync(context => context.Set<OutboxState>().Select(state => state.NextTry).ToListAsync(Token));
    }

    [Fact]
    public async Task Ten_thousand_messages_wait_for_a_bus_that_is_away_without_being_held_in_memory_and_leave_in_order_afterwards()
    {
        const int outboxes = 100;
        const int messages = 100;
        Witness.IsBusAway = true;
        var writer = await StartAsync(outbox => outbox.DisableDeliveryService());
        for (var i = 0; i < outboxes; i++)
            await writer.PostInBulkAsync(messages);
        var numbers = await NumbersAsync();
        await StopAsync(writer);

        var rows = new RowWatch();
        await StartAsync(context: (_, options) => options.AddInterceptors(rows));
        await Eventually.True(() => Witness.Refused >= 6);
        Assert.InRange(rows.CountAlive(), 0, 2 * messages);
        Assert.Equal(outboxes * messages, await MessagesAsync());
        Assert.Empty(Witness.Sent);

        Witness.IsBusAway = false;
        await WaitUntilEmptyAsync();

        Assert.Equal(outboxes * messages, Witness.Sent.Count);
        AssertInOrder(numbers, messages);
    }

    [Fact]
    public async Task A_message_that_cannot_be_sent_is_parked_and_the_others_go_on()
    {
        var host = await StartAsync(outbox =>
        {
            outbox.MaxDeliveryAttempts = 3;
            outbox.DisableDeliveryService();
        });
        await host.PostAsync(AccountId, 3);
        await Database.ExecuteAsync("""update "OutboxMessage" set "DestinationAddress" = 'no address' where "SequenceNumber" = 2""");
        await host.PostAsync(AccountId, 2);
        await StopAsync(host);

        host = await StartAsync(outbox => outbox.MaxDeliveryAttempts = 3);
        await Eventually.TrueAsync(async () => await StatesAsync() == 0);

        Assert.Equal(4, Witness.Sent.Count);
        var parked = Assert.Single(await host.Desk.ListParkedAsync(10, Token));
        Assert.Equal(2, parked.SequenceNumber);
        Assert.Equal(3, parked.Tries);
        Assert.Contains("UriFormatException", parked.LastError, StringComparison.Ordinal);

        await Database.ExecuteAsync("""update "OutboxMessage" set "DestinationAddress" = 'loopback://localhost/urn:message:Corporation.SagaStore.Tests.Paying:Paid'""");
        Assert.Equal(1, await host.Desk.RequeueParkedAsync(Token));
        await Eventually.True(() => Witness.Sent.Count == 5);
        await WaitUntilEmptyAsync();
    }

    [Fact]
    public async Task A_message_that_the_transport_refuses_is_parked_only_when_others_get_through()
    {
        Witness.Sending = message => message.Destination!.AbsolutePath.Contains("Refused", StringComparison.Ordinal)
            ? throw new TransportUnavailableException("Refused.")
            : Task.CompletedTask;
        var host = await StartAsync(outbox => outbox.MaxDeliveryAttempts = 2);
        await host.InScopeAsync(async (services, context) =>
        {
            await services.GetRequiredService<IPublishEndpoint>().Publish(new Refused(AccountId));
            await context.SaveChangesAsync();
        });
        await Eventually.TrueAsync(async () => await Database.ReadAsync(context => context.Set<OutboxMessage>().AnyAsync(one => one.LastError != null, Token)));
        Assert.Empty(await host.Desk.ListParkedAsync(1, Token));

        await Eventually.TrueAsync(async () =>
        {
            var sent = Witness.Sent.Count;
            await host.PostInBulkAsync(1);
            await Eventually.True(() => Witness.Sent.Count > sent);
            return (await host.Desk.ListParkedAsync(1, Token)).Count == 1;
        });
        await Eventually.TrueAsync(async () => await StatesAsync() == 0);
    }

    [Fact]
    public async Task What_a_consumer_sends_while_the_bus_is_away_leaves_later_and_the_consumer_has_not_failed()
    {
        Witness.IsBusAway = true;
        var host = await StartAsync();

        await host.SendAsync(new Pay(AccountId) { Receipts = 3 });
        await Eventually.True(() => Witness.Refused >= 2);
        Assert.Equal(3, await MessagesAsync());
        Witness.IsBusAway = false;

        await WaitUntilEmptyAsync();
        Assert.Equal(3, Witness.Sent.Count);
        Assert.Equal(1, await StepsAsync());
        Assert.Empty(Witness.Faults);
    }

    [Fact]
    public async Task The_health_check_says_degraded_while_the_oldest_message_waits_for_too_long()
    {
        Witness.IsBusAway = true;
        var host = await StartAsync(outbox => outbox.DegradedAge = TimeSpan.FromSeconds(60));
        await host.PostAsync(AccountId, 1);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(host));

        await AgeOutboxesAsync(61);
        Assert.Equal(HealthStatus.Degraded, await HealthAsync(host));

        Witness.IsBusAway = false;
        await WaitUntilEmptyAsync();
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(host));
    }

    [Fact]
    public async Task What_waits_is_measured_for_those_who_ask_now_and_then()
    {
        using var measured = new ObservedGauges("sagastore.outbox.depth");
        Witness.IsBusAway = true;
        var host = await StartAsync();
        await host.PostInBulkAsync(7);
        await Eventually.True(() => measured.Read().Contains(7));

        Witness.IsBusAway = false;
        await WaitUntilEmptyAsync();
        await Eventually.True(() => !measured.Read().Contains(7));
    }

    /// <summary>Knows which rows are in memory.</summary>
    private sealed class RowWatch : IMaterializationInterceptor
    {
        private readonly ConcurrentQueue<WeakReference> _rows = new();

        public object InitializedInstance(MaterializationInterceptionData materializationData, object entity)
        {
            if (entity is OutboxMessage)
                _rows.Enqueue(new WeakReference(entity));
            return entity;
        }

        public int CountAlive()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            Assert.NotEmpty(_rows);
            return _rows.Count(row => row.IsAlive);
        }
    }

    private static async Task<HealthStatus> HealthAsync(TillHost host)
    {
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == "outbox", Token);
        return report.Entries["outbox"].Status;
    }

    private async Task<Dictionary<Guid, (Guid Outbox, long Number)>> NumbersAsync() => await Database.ReadAsync(context =>
        context.Set<OutboxMessage>().ToDictionaryAsync(message => message.MessageId, message => (message.OutboxId, message.SequenceNumber), Token));

    private void AssertInOrder(Dictionary<Guid, (Guid Outbox, long Number)> numbers, int messages)
    {
        var expected = Enumerable.Range(1, messages).Select(number => (long)number);
        var sent = Witness.Sent.Select(message => numbers[message.MessageId!.Value]);
        Assert.All(sent.GroupBy(one => one.Outbox), group => Assert.Equal(expected, group.Select(one => one.Number)));
    }
}

public sealed class SqliteDeliveryConformance(SharedServer server) : DeliveryConformance(StoreEngine.Sqlite, server);

public sealed class PostgreSqlDeliveryConformance(SharedServer server) : DeliveryConformance(StoreEngine.PostgreSql, server);

using System.Collections.Concurrent;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Delivering;
using Corporation.SagaStore.Tests.Sharing;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Tests.Paying;

/// <summary>What one saga sends leaves in the order of its transactions, whoever delivers.</summary>
public abstract class OrderConformance(StoreEngine engine, ConcurrencyMode mode, SharedServer server) : OutboxSuite(engine, server)
{
    private readonly Guid _other = Guid.NewGuid();

    [Fact]
    public async Task Messages_of_each_saga_leave_in_order_while_two_processes_consume_and_sends_are_slow_or_fail()
    {
        const int visits = 24;
        var sagas = Enumerable.Range(0, 3).Select(_ => Guid.NewGuid()).ToList();
        Witness.Sending = SlowAndUnsure();
        TillHost[] hosts = [await StartAsync(), await StartAsync()];

        await Task.WhenAll(
            from saga in sagas
            from visit in Enumerable.Range(0, visits)
            select hosts[visit % 2].Bus.Publish(new Visit(saga), Token));

        await Eventually.True(() => Witness.Received.Count >= visits * sagas.Count || !Witness.Faults.IsEmpty);
        await WaitUntilEmptyAsync();
        Assert.Empty(Witness.Faults);
        Assert.All(sagas, saga => Assert.Equal(Enumerable.Range(1, visits), Witness.NumbersSentBy(saga)));
    }

    [Fact]
    public async Task A_message_waits_while_an_older_one_of_its_saga_is_being_sent_by_another_process()
    {
        var (taken, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        Witness.Sending = async message =>
        {
            if (message.CorrelationId == AccountId && taken.TrySetResult())
                await goOn.Task;
        };

        // Nothing polls within the test, and nobody takes over.
        var (first, second) = (await StartAsync(Patiently), await StartAsync(Patiently));
        await first.Bus.Publish(new Visit(AccountId), Token);
        await taken.Task.WaitAsync(Token);

        try
        {
            await second.Bus.Publish(new Visit(AccountId), Token);
            await Eventually.TrueAsync(async () => await MessagesAsync() == 2);
            await LetDeliverAsync(second);
            Assert.DoesNotContain(Witness.Sent, message => message.CorrelationId == AccountId);
        }
        finally
        {
            goOn.SetResult();
        }

        await AssertSentAsync(AccountId, 1, 2);

        static void Patiently(EntityFrameworkOutboxConfigurator outbox) => (outbox.QueryDelay, outbox.HoldDuration) = (TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_message_waits_for_an_older_one_of_its_saga_that_was_left_to_the_delivery_service()
    {
        Witness.IsBusAway = true;
        var host = await StartAsync(outbox => outbox.DisableDeliveryService());
        await host.Bus.Publish(new Visit(AccountId), Token);
        await Eventually.TrueAsync(() => Database.ReadAsync(context => context.Set<OutboxState>().AnyAsync(state => state.NextTry != null, Token)));

        Witness.IsBusAway = false;
        await host.Bus.Publish(new Visit(AccountId), Token);
        await Eventually.TrueAsync(async () => await MessagesAsync() == 2);
        await StopAsync(host);
        Assert.Empty(Witness.Sent);
        await StartAsync();

        await AssertSentAsync(AccountId, 1, 2);
    }

    [Fact]
    public async Task Messages_of_a_saga_wait_for_one_that_cannot_be_sent_until_it_is_parked()
    {
        await VisitInVainAsync(AccountId, AccountId, AccountId);
        await Database.ExecuteAsync("""
            update "OutboxMessage" set "DestinationAddress" = 'no address'
            where "OutboxId" = (select "OutboxId" from "OutboxState" order by "Created" limit 1)
            """);
        var parked = new ConcurrentQueue<int>();
        Witness.Sending = async _ => parked.Enqueue(
            await Database.ReadAsync(context => context.Set<OutboxMessage>().CountAsync(one => one.Parked != null, Token)));

        await StartAsync(outbox => outbox.MaxDeliveryAttempts = 3);
        await Eventually.TrueAsync(async () => await StatesAsync() == 0);

        Assert.Equal([1, 1], parked);
        await Eventually.True(() => Witness.Received.Count == 2);
        Assert.Equal([2, 3], Witness.NumbersSentBy(AccountId));
    }

    [Fact]
    public async Task Of_several_sagas_that_one_message_is_for_each_has_its_own_order()
    {
        await VisitInVainAsync(AccountId);
        var host = await StartAsync(outbox => outbox.DisableDeliveryService());
        await host.Bus.Publish(new Visit(_other), Token);
        await Eventually.True(() => Witness.Received.Count == 1);

        await host.Bus.Publish(new Greeting(1), Token);
        await Eventually.True(() => Witness.Received.Count == 2);
        await StopAsync(host);
        Assert.Equal([1, 2], Witness.NumbersSentBy(_other));
        Assert.Equal(2, Witness.Sent.Count);
        Assert.Equal(2, await Database.ReadAsync(context => context.Set<OutboxState>().CountAsync(state => state.SagaId == AccountId, Token)));
        await StartAsync();

        await AssertSentAsync(AccountId, 1, 2);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_changes_nothing()
    {
        await VisitInVainAsync(AccountId);
        await AgeOutboxesAsync(-3600);
        await VisitInVainAsync(AccountId);

        await StartAsync();

        await AssertSentAsync(AccountId, 1, 2);
    }

    [Fact]
    public async Task A_backlog_of_one_saga_leaves_in_order_and_several_of_it_in_one_pass()
    {
        const int visits = 20;
        await VisitInVainAsync([.. Enumerable.Repeat(AccountId, visits)]);

        await Task.WhenAll(StartAsync(Slowly), StartAsync(Slowly));

        await AssertSentAsync(AccountId, [.. Enumerable.Range(1, visits)]);

        static void Slowly(EntityFrameworkOutboxConfigurator outbox) => outbox.QueryMessageLimit = 7;
    }

    [Fact]
    public async Task Consumers_without_a_saga_wait_for_nobody()
    {
        Witness.IsBusAway = true;
        var host = await StartAsync(outbox => outbox.DisableDeliveryService());
        await host.SendAsync(new Pay(AccountId));
        await Eventually.True(() => Witness.Refused == 1);

        Witness.IsBusAway = false;
        await host.SendAsync(new Pay(AccountId));

        await Eventually.True(() => Witness.Sent.Count == 1);
        Assert.All(await Database.ReadAsync(context => context.Set<OutboxState>().ToListAsync(Token)), state => Assert.Null(state.SagaId));
    }

    private Task<TillHost> StartAsync(Action<EntityFrameworkOutboxConfigurator>? configure = null) =>
        StartAsync(configure, bus => bus.AddTeller(Engine, mode));

    /// <summary>The bus is away and nobody delivers afterwards.</summary>
    private async Task VisitInVainAsync(params Guid[] customers)
    {
        Witness.IsBusAway = true;
        var before = await MessagesAsync();
        var host = await StartAsync(outbox => outbox.DisableDeliveryService());
        for (var i = 1; i <= customers.Length; i++)
        {
            await host.Bus.Publish(new Visit(customers[i - 1]), Token);
            await Eventually.TrueAsync(async () => await MessagesAsync() == before + i);
        }

        await StopAsync(host);
        Witness.IsBusAway = false;
    }

    /// <summary>Returns when the host's delivery has sent what is younger than everything else.</summary>
    private async Task LetDeliverAsync(TillHost host)
    {
        await host.PostAsync(_other, 1);
        await Eventually.True(() => Witness.Sent.Any(message => message.CorrelationId == _other));
    }

    private async Task AssertSentAsync(Guid saga, params int[] numbers)
    {
        await Eventually.True(() => Witness.Sent.Count(message => message.CorrelationId == saga) >= numbers.Length);
        await WaitUntilEmptyAsync();
        await Eventually.True(() => Witness.Received.Count == Witness.Sent.Count);
        Assert.Equal(numbers, Witness.NumbersSentBy(saga));
    }

    /// <summary>Every third message is slow, every fifth fails at first.</summary>
    private static Func<SentMessage, Task> SlowAndUnsure()
    {
        var tries = new ConcurrentDictionary<Guid, int>();
        var count = 0;
        return async message =>
        {
            var number = Interlocked.Increment(ref count);
            if (number % 3 == 0)
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
            if (number % 5 == 0 && tries.TryAdd(message.MessageId!.Value, number))
                throw new TransportUnavailableException("Once.");
        };
    }
}

public sealed class SqliteOptimisticOrder(SharedServer server) : OrderConformance(StoreEngine.Sqlite, ConcurrencyMode.Optimistic, server);

public sealed class SqlitePessimisticOrder(SharedServer server) : OrderConformance(StoreEngine.Sqlite, ConcurrencyMode.Pessimistic, server);

public sealed class PostgreSqlOptimisticOrder(SharedServer server) : OrderConformance(StoreEngine.PostgreSql, ConcurrencyMode.Optimistic, server);

public sealed class PostgreSqlPessimisticOrder(SharedServer server) : OrderConformance(StoreEngine.PostgreSql, ConcurrencyMode.Pessimistic, server);

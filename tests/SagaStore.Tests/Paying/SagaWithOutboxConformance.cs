using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Tests.Sharing;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Tests.Paying;

/// <summary>The repository of sagas and the outbox share one context and one transaction.</summary>
public abstract class SagaWithOutboxConformance(StoreEngine engine, ConcurrencyMode mode, SharedServer server) : OutboxSuite(engine, server)
{
    [Fact]
    public async Task A_saga_lives_and_ends_and_what_it_says_leaves_once()
    {
        var host = await StartAsync();

        await VisitAsync(host, new Visit(AccountId));
        await VisitAsync(host, new Visit(AccountId));
        Assert.Equal(2, (await FindAsync())?.Visits);
        await VisitAsync(host, new Visit(AccountId) { IsLast = true });

        await WaitUntilEmptyAsync();
        Assert.Equal([1, 2, 3], Witness.Received.Select(one => one.Message.Number).Order());
        await Eventually.TrueAsync(async () => await FindAsync() is null);
        Assert.Empty(Witness.Faults);
    }

    [Fact]
    public async Task An_event_that_comes_three_times_at_once_is_one_step()
    {
        var host = await StartAsync();
        var id = Guid.NewGuid();
        await VisitAsync(host, new Visit(AccountId));

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => PublishAsync(host, new Visit(AccountId), id)));
        await VisitAsync(host, new Visit(AccountId), atLeast: 3);
        await StopAsync(host);

        Assert.Equal(3, (await FindAsync())?.Visits);
        Assert.Equal(3, Witness.Sent.Count);
        Assert.Empty(Witness.Faults);
    }

    [Fact]
    public async Task A_behaviour_that_throws_changes_nothing_and_sends_nothing_but_one_fault()
    {
        var host = await StartAsync();
        await VisitAsync(host, new Visit(AccountId));

        await PublishAsync(host, new Visit(AccountId) { IsRefused = true });
        await Eventually.True(() => !Witness.Faults.IsEmpty);
        await StopAsync(host);

        Assert.Equal(1, (await FindAsync())?.Visits);
        Assert.Single(Witness.Sent);
        Assert.Single(Witness.Faults);
    }

    [Fact]
    public async Task Twenty_events_for_one_saga_at_once_are_twenty_steps_and_twenty_messages()
    {
        const int visits = 20;
        var host = await StartAsync();

        await Task.WhenAll(Enumerable.Range(0, visits).Select(_ => PublishAsync(host, new Visit(AccountId))));
        await Eventually.True(() => Witness.Received.Count >= visits || !Witness.Faults.IsEmpty);
        await StopAsync(host);

        Assert.Empty(Witness.Faults);
        Assert.Equal(visits, (await FindAsync())?.Visits);
        Assert.Equal(Enumerable.Range(1, visits), Witness.Received.Select(one => one.Message.Number).Order());
    }

    private Task<TillHost> StartAsync() => StartAsync(
        outbox => outbox.HoldDuration = TimeSpan.FromSeconds(30),
        bus => bus.AddTeller(Engine, mode));

    private async Task VisitAsync(TillHost host, Visit visit, int atLeast = 1)
    {
        var before = Witness.Received.Count;
        await PublishAsync(host, visit);
        await Eventually.True(() => Witness.Received.Count >= Math.Max(before + 1, atLeast) || !Witness.Faults.IsEmpty);
        Assert.Empty(Witness.Faults.SelectMany(fault => fault.Exceptions).Select(exception => exception.InnerException?.Message ?? exception.Message));
    }

    private static Task PublishAsync(TillHost host, Visit visit, Guid? messageId = null) =>
        host.Bus.Publish(visit, publish => publish.MessageId = messageId ?? publish.MessageId);

    private Task<TellerState?> FindAsync() =>
        Database.ReadAsync(context => context.Set<TellerState>().SingleOrDefaultAsync(teller => teller.CorrelationId == AccountId, Token));
}

public sealed class SqliteOptimisticSagaWithOutbox(SharedServer server)
    : SagaWithOutboxConformance(StoreEngine.Sqlite, ConcurrencyMode.Optimistic, server);

public sealed class SqlitePessimisticSagaWithOutbox(SharedServer server)
    : SagaWithOutboxConformance(StoreEngine.Sqlite, ConcurrencyMode.Pessimistic, server);

public sealed class PostgreSqlOptimisticSagaWithOutbox(SharedServer server)
    : SagaWithOutboxConformance(StoreEngine.PostgreSql, ConcurrencyMode.Optimistic, server);

public sealed class PostgreSqlPessimisticSagaWithOutbox(SharedServer server)
    : SagaWithOutboxConformance(StoreEngine.PostgreSql, ConcurrencyMode.Pessimistic, server);

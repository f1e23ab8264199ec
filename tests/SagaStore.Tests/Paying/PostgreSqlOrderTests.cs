using System.Data.Common;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Tests.Sharing;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Corporation.SagaStore.Tests.Paying;

/// <summary>What only several transactions at once can get wrong.</summary>
public sealed class PostgreSqlOrderTests(SharedServer server) : OutboxSuite(StoreEngine.PostgreSql, server)
{
    [Fact]
    public async Task Of_two_transitions_that_change_nothing_the_second_to_commit_sends_after_the_first()
    {
        // They have no row of the saga locked, so the saga does not keep them apart.
        var hold = new CommitHold();
        var first = await StartAsync(
            register: bus => bus.AddTeller(Engine, ConcurrencyMode.Optimistic), context: (_, options) => options.AddInterceptors(hold));
        var second = await StartAsync(register: bus => bus.AddTeller(Engine, ConcurrencyMode.Optimistic));
        await first.Bus.Publish(new Visit(AccountId), Token);
        await WaitUntilEmptyAsync();

        // The ledger commits in the first process, too.
        await Eventually.TrueAsync(async () => Witness.Received.Count == 1 && await EntriesAsync() == 1);
        hold.IsHolding = true;

        await first.Bus.Publish(new Ask(AccountId, 10), Token);
        await hold.Held.WaitAsync(Token);
        try
        {
            await second.Bus.Publish(new Ask(AccountId, 20), Token);
            await Eventually.TrueAsync(async () => Witness.Sent.Count > 1 || await IsSomebodyWaitingAsync());
        }
        finally
        {
            hold.GoOn();
        }

        await Eventually.True(() => Witness.Received.Count == 3);
        Assert.Equal([1, 10, 20], Witness.NumbersSentBy(AccountId));
    }

    [Fact]
    public async Task A_transaction_that_may_not_see_the_one_before_wakes_the_delivery_of_another_process()
    {
        var writer = await StartAsync(
            outbox =>
            {
                outbox.IsolationLevel = System.Data.IsolationLevel.RepeatableRead;
                outbox.QueryDelay = TimeSpan.FromHours(1);
                outbox.DisableDeliveryService();
            },
            bus => bus.AddTeller(Engine, ConcurrencyMode.Optimistic));
        await StartAsync(outbox => outbox.QueryDelay = TimeSpan.FromHours(1));
        await Eventually.TrueAsync(() => IsAnyAsync(
            "select count(*)::int as \"Value\" from pg_stat_activity where query like 'listen %' and datname = current_database()"));

        for (var visit = 1; visit <= 3; visit++)
        {
            await writer.Bus.Publish(new Visit(AccountId), Token);
            await Eventually.True(() => Witness.Received.Count == visit);
        }

        await WaitUntilEmptyAsync();
        Assert.Equal([1, 2, 3], Witness.NumbersSentBy(AccountId));
    }

    private Task<bool> IsSomebodyWaitingAsync() => IsAnyAsync("""
        select count(*)::int as "Value" from pg_locks
        where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())
        """);

    private Task<bool> IsAnyAsync(string count) =>
        Database.ReadAsync(async context => (await context.Database.SqlQueryRaw<int>(count).ToListAsync(Token))[0] > 0);

    private sealed class CommitHold : DbTransactionInterceptor
    {
        private readonly TaskCompletionSource _held = new();
        private readonly TaskCompletionSource _goOn = new();

        public bool IsHolding { get; set; }

        public Task Held => _held.Task;

        public void GoOn() => _goOn.SetResult();

        public override async ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            if (IsHolding && _held.TrySetResult())
                await _goOn.Task;
            return result;
        }
    }
}

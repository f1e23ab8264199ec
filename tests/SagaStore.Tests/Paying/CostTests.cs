using System.Data.Common;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Tests.Sharing;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Corporation.SagaStore.Tests.Paying;

public sealed class CostTests(SharedServer server) : OutboxSuite(StoreEngine.PostgreSql, server)
{
    private const int Messages = 50;

    [Fact]
    public async Task A_consumed_message_that_sends_one_costs_two_statements_and_one_commit()
    {
        var meter = new Meter();
        var host = await StartAsync(
            outbox => outbox.QueryDelay = TimeSpan.FromHours(1),
            bus => bus.AddConsumer<NudgeConsumer>().Endpoint(endpoint => endpoint.Name = "nudge"),
            (_, options) => options.AddInterceptors(meter, new CommitMeter(meter)));
        await NudgeAsync(host, 5);
        await WaitUntilEmptyAsync();
        meter.Reset();

        await NudgeAsync(host, Messages);
        await WaitUntilEmptyAsync();

        Assert.Equal(Messages, meter.Commits);
        Assert.Equal(2 * Messages, meter.Statements - meter.Removals);
        TestContext.Current.SendDiagnosticMessage("{0} messages: {1} statements, {2} removals, {3} commits", Messages, meter.Statements, meter.Removals, meter.Commits);
    }

    [Fact]
    public async Task A_message_for_a_saga_that_sends_one_costs_one_more_for_the_order_besides_the_sagas_own_two()
    {
        var meter = new Meter();
        var host = await StartAsync(
            outbox => outbox.QueryDelay = TimeSpan.FromHours(1),
            bus => bus.AddTeller(Engine, ConcurrencyMode.Optimistic),
            (_, options) => options.AddInterceptors(meter, new CommitMeter(meter)));
        // One message for each: a second one may come before the first is known to have been sent. The ledger commits, too.
        var sagas = Enumerable.Range(0, Messages).Select(_ => Guid.NewGuid()).ToList();
        var next = 0;
        await SendAsync(Messages, () => host.Bus.Publish(new Visit(sagas[next++])));
        await WaitUntilEmptyAsync();
        await Eventually.True(() => meter.Commits == 2 * Messages);
        meter.Reset();

        next = 0;
        await SendAsync(Messages, () => host.Bus.Publish(new Tick(sagas[next++])));
        await WaitUntilEmptyAsync();

        Assert.Equal(Messages, meter.Commits);
        Assert.Equal((2 + 2 + 1) * Messages, meter.Statements - meter.Removals);
        TestContext.Current.SendDiagnosticMessage("{0} messages: {1} statements, {2} removals, {3} commits", Messages, meter.Statements, meter.Removals, meter.Commits);
    }

    [Fact]
    public async Task A_context_that_retries_by_itself_works_too()
    {
        var host = await StartAsync(context: (_, options) => options.UseNpgsql(npgsql => npgsql.EnableRetryOnFailure()));
        var id = Guid.NewGuid();

        await host.SendAsync(new Pay(AccountId), id);
        await host.SendAsync(new Pay(AccountId), id);
        await host.SendAsync(new Pay(AccountId) { IsRefused = true });
        await host.PostAsync(AccountId, 1);

        await Eventually.True(() => Witness.Received.Count == 2 && !Witness.Faults.IsEmpty);
        await WaitUntilEmptyAsync();
        await StopAsync(host);
        Assert.Equal(1, await StepsAsync());
        Assert.Single(Witness.Faults);
    }

    private Task NudgeAsync(TillHost host, int messages) => SendAsync(messages, () => host.Bus.Publish(new Nudge()));

    private async Task SendAsync(int messages, Func<Task> send)
    {
        for (var i = 0; i < messages; i++)
        {
            var sent = Witness.Sent.Count;
            await send();
            await Eventually.True(() => Witness.Sent.Count > sent);
        }
    }

    public sealed record Nudge;

    private sealed class NudgeConsumer : IConsumer<Nudge>
    {
        public Task Consume(ConsumeContext<Nudge> context) => context.Publish(new Lost(Guid.Empty), context.CancellationToken);
    }

    private sealed class Meter : DbCommandInterceptor
    {
        private int _statements;
        private int _removals;
        private int _commits;

        public int Statements => _statements;

        public int Removals => _removals;

        public int Commits => _commits;

        public void Reset() => _statements = _removals = _commits = 0;

        public void Commit() => Interlocked.Increment(ref _commits);

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _statements);
            if (command.CommandText.StartsWith("delete", StringComparison.Ordinal))
                Interlocked.Increment(ref _removals);
            return ValueTask.FromResult(result);
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _statements);

            // A removal of sagas' outboxes looks for those behind them.
            if (command.CommandText.StartsWith("select 1 from \"OutboxState\"", StringComparison.Ordinal))
                Interlocked.Increment(ref _removals);
            return ValueTask.FromResult(result);
        }
    }

    private sealed class CommitMeter(Meter meter) : DbTransactionInterceptor
    {
        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            meter.Commit();
            return Task.CompletedTask;
        }
    }
}

using System.Data.Common;
using Corporation.SagaStore.Configuration;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Corporation.SagaStore.Tests.Paying;

/// <summary>The process that the kill tests kill: this very program, started with a variable that says where it is to stand still.</summary>
internal static class OutboxVictim
{
    public const string Variable = "SAGASTORE_OUTBOX_VICTIM";
    public const string BeforeSending = "before-sending";
    public const string BeforeSendingOfSaga = "before-sending-of-saga";
    public const string BeforeRemoving = "before-removing";
    public const string Standing = "standing";

    private const char Separator = '|';

    public static string Describe(TillDatabase database, string place, Guid accountId) =>
        string.Join(Separator, database.Engine, place, accountId, database.ConnectionString);

    public static async Task RunAsync(string description)
    {
        var parts = description.Split(Separator, 4);
        var database = TillDatabase.Existing(Enum.Parse<StoreEngine>(parts[0]), parts[3]);
        var place = parts[1];
        var witness = new Witness { Sending = _ => place is BeforeSending or BeforeSendingOfSaga ? StandStillAsync() : Task.CompletedTask };
        await using var host = await TillHost.StartAsync(
            database,
            witness,
            outbox =>
            {
                outbox.MessageDeliveryTimeout = TimeSpan.FromSeconds(1);
                outbox.HoldDuration = TimeSpan.FromSeconds(3);
            },
            bus => bus.AddTeller(database.Engine, ConcurrencyMode.Optimistic),
            (_, options) =>
            {
                if (place == BeforeRemoving)
                    options.AddInterceptors(new RemovalStop(database));
            });
        var id = Guid.Parse(parts[2]);
        if (place == BeforeSendingOfSaga)
            await host.Bus.Publish(new Visit(id));
        else
            await host.SendAsync(new Pay(id) { Receipts = 2 });
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
    }

    private static async Task StandStillAsync()
    {
#pragma warning disable RS0030 // Its standard output is the test's only witness.
        await Console.Out.WriteLineAsync(Standing);
#pragma warning restore RS0030
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
    }

    /// <summary>Stands still at the removal of what was sent, when the ledger has it.</summary>
    private sealed class RemovalStop(TillDatabase database) : DbCommandInterceptor
    {
        public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (command.CommandText.StartsWith("delete from \"OutboxMessage\"", StringComparison.Ordinal))
            {
                // In SQLite this is inside the transaction that keeps the ledger from noting the receipts: then it has to come again.
                if (await database.ReadAsync(context => context.Entries.CountAsync(cancellationToken)) < 2)
                    throw new InvalidOperationException("Not yet.");
                await StandStillAsync();
            }

            return result;
        }
    }
}

using System.Diagnostics;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Consuming;
using Corporation.SagaStore.Tests.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Tests.Paying;

/// <summary>With a real process and a real SIGKILL.</summary>
public abstract class CrashConformance(StoreEngine engine, SharedServer server) : OutboxSuite(engine, server)
{
    [Fact]
    public async Task What_a_process_committed_and_did_not_send_before_it_was_killed_is_sent_by_another()
    {
        await KillAsync(OutboxVictim.BeforeSending);
        Assert.Equal(1, await StepsAsync());
        Assert.Equal(2, await MessagesAsync());

        await StartAsync();

        await WaitUntilEmptyAsync();
        Assert.Equal(2, Witness.Sent.Count);
        await Eventually.TrueAsync(async () => await EntriesAsync() == 2);
    }

    [Fact]
    public async Task What_a_process_sent_and_did_not_remove_before_it_was_killed_is_sent_again_and_consumed_once()
    {
        await KillAsync(OutboxVictim.BeforeRemoving);
        Assert.Equal(2, await EntriesAsync());
        var consumed = await Database.ReadAsync(context => context.Set<InboxState>().Select(row => row.MessageId).ToListAsync(Token));

        var host = await StartAsync();
        await WaitUntilEmptyAsync();
        await Eventually.True(() => Witness.Received.Count == 2);
        await StopAsync(host);

        Assert.Subset(consumed.ToHashSet(), Witness.Sent.Select(sent => sent.MessageId!.Value).ToHashSet());
        Assert.Equal(2, await EntriesAsync());
        Assert.Empty(Witness.Faults);
    }

    [Fact]
    public async Task What_a_saga_said_last_waits_for_what_it_said_in_a_process_that_was_killed()
    {
        await KillAsync(OutboxVictim.BeforeSendingOfSaga);
        Assert.Equal(1, await MessagesAsync());

        var host = await StartAsync(register: bus => bus.AddTeller(Engine, MassTransit.ConcurrencyMode.Optimistic));
        await host.Bus.Publish(new Visit(AccountId), Token);

        await Eventually.True(() => Witness.Received.Count == 2);
        await WaitUntilEmptyAsync();
        Assert.Equal([1, 2], Witness.NumbersSentBy(AccountId));
    }

    private async Task KillAsync(string place)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        using var victim = Process.Start(new ProcessStartInfo(
            Path.ChangeExtension(typeof(CrashConformance).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null))
        {
            RedirectStandardOutput = true,
            Environment = { [OutboxVictim.Variable] = OutboxVictim.Describe(Database, place, AccountId) },
        }) ?? throw new InvalidOperationException("The victim did not start.");
        try
        {
            Assert.Equal(OutboxVictim.Standing, await victim.StandardOutput.ReadLineAsync(limit.Token));
            if (place == OutboxVictim.BeforeRemoving)
                await Eventually.TrueAsync(async () => await EntriesAsync() == 2);
        }
        finally
        {
            victim.Kill();
        }

        await victim.WaitForExitAsync(limit.Token);
    }
}

public sealed class SqliteCrashConformance(SharedServer server) : CrashConformance(StoreEngine.Sqlite, server);

public sealed class PostgreSqlCrashConformance(SharedServer server) : CrashConformance(StoreEngine.PostgreSql, server);

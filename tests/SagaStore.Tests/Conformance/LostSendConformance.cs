using System.Diagnostics;
using Corporation.SagaStore.Tests.Sharing;
using MassTransit;

namespace Corporation.SagaStore.Tests.Conformance;

/// <summary>
/// What becomes of a message that waits in the framework's in-memory outbox when its process dies after the commit, with a real process and a real SIGKILL:
/// it is lost, as the repository knows nothing of it. The bus delivers again what was consumed, as nobody has acknowledged it. So a machine that must be
/// heard either says what it has to say from the saga's state whenever it is asked, or somebody else reads the rows and sends, as HQ does; or there is an
/// outbox in the database, whose own suite is <see cref="Paying.CrashConformance"/>.
/// </summary>
public abstract class LostSendConformance(RepositoryProfile profile) : IAsyncDisposable
{
    private readonly Guid _id = Guid.NewGuid();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return profile.DisposeAsync();
    }

    [Fact]
    public async Task What_was_committed_stays_and_what_was_not_sent_is_lost_even_if_the_message_comes_again()
    {
        await StartSagaAsync();

        await KillBeforeSendingAsync(RepositoryVictim.Step);

        await using var next = await RepositoryHost.StartAsync(profile);
        Assert.Equal(1, (await next.FindAsync(_id))!.Steps);
        await next.ConsumeAsync(new StepTally(_id, RepositoryVictim.StepNumber));
        Assert.Equal(1, (await next.FindAsync(_id))!.Steps);
        Assert.Empty(next.SaidBy(_id));
        Assert.Empty(next.Faults);
    }

    [Fact]
    public async Task What_a_machine_says_from_its_state_is_said_when_the_message_comes_again()
    {
        await StartSagaAsync();

        await KillBeforeSendingAsync(RepositoryVictim.Ask);

        await using var next = await RepositoryHost.StartAsync(profile);
        await next.ConsumeAsync(new AskTally(_id));
        Assert.Equal(["here"], next.SaidBy(_id));
        Assert.Empty(next.Faults);
    }

    private async Task StartSagaAsync()
    {
        await profile.StartAsync(alone: false);
        await using var host = await RepositoryHost.StartAsync(profile);
        await host.ConsumeAsync(new StartTally(_id, "lost"));
        Assert.Equal(["started"], host.SaidBy(_id));
    }

    private async Task KillBeforeSendingAsync(string message)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        using var victim = Process.Start(new ProcessStartInfo(
            Path.ChangeExtension(typeof(LostSendConformance).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null))
        {
            RedirectStandardOutput = true,
            Environment = { [RepositoryVictim.Variable] = RepositoryVictim.Describe(profile, message, _id) },
        }) ?? throw new InvalidOperationException("The victim did not start.");
        try
        {
            Assert.Equal(RepositoryVictim.Standing, await victim.StandardOutput.ReadLineAsync(limit.Token));
        }
        finally
        {
            victim.Kill();
        }

        await victim.WaitForExitAsync(limit.Token);
    }
}

public sealed class SqliteStoreLostSends() : LostSendConformance(new SqliteStoreProfile());

public sealed class PostgreSqlStoreLostSends(SharedServer shared) : LostSendConformance(new PostgreSqlStoreProfile(shared.Server));

public sealed class OptimisticRedisLostSends(SharedRedis shared) : LostSendConformance(new RedisProfile(shared.Server, ConcurrencyMode.Optimistic));

public sealed class PessimisticRedisLostSends(SharedRedis shared) : LostSendConformance(new RedisProfile(shared.Server, ConcurrencyMode.Pessimistic));

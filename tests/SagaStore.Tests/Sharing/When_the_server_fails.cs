using System.Collections.Concurrent;
using Corporation.LocalServers;
using Corporation.SagaStore.Tests.Counting;
using Corporation.SagaStore.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Corporation.SagaStore.Tests.Sharing;

public sealed class When_the_server_fails
{
    private const int Rounds = 6;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("kill")]
    [InlineData("quit")]
    [InlineData("terminate connections")]
    public async Task Whatever_was_answered_is_true(string fault)
    {
        await using var server = await PostgreSqlServer.StartAsync([], Token);
        await using var store = await SharedStore.OpenAsync(server);
        var (stored, refused, unknown) = (new ConcurrentBag<long>(), new ConcurrentBag<long>(), new ConcurrentBag<long>());
        using var stop = new CancellationTokenSource();
        var number = 0;
        var writers = Enumerable.Range(0, 16).Select(_ => Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    var mine = Interlocked.Increment(ref number);
                    try
                    {
                        await store.InsertAsync(new CounterStep { Number = mine });
                        stored.Add(mine);
                    }
                    catch (StoreUnavailableException exception)
                    {
                        (exception.IsOutcomeUnknown ? unknown : refused).Add(mine);
                    }
                }
            },
            Token)).ToArray();

        for (var round = 0; round < Rounds; round++)
        {
            var before = stored.Count;
            await Eventually.True(() => stored.Count > before + 100);
            await StrikeAsync(server, fault);
        }

        var last = stored.Count;
        await Eventually.True(() => stored.Count > last + 100);
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        var rows = (await store.Reader.QueryAsync("""select "Number" from steps""", row => (long)row.GetInt32(0), [], Token)).ToHashSet();
        Assert.True(rows.IsSupersetOf(stored), "A unit that was answered as stored is not there.");
        Assert.False(rows.Overlaps(refused), "A unit that was answered as refused is there.");
        Assert.Empty(unknown);
        Assert.True(store.Health.IsWritable);
    }

    [Fact]
    public async Task A_server_that_is_gone_is_named_refused_quickly_and_found_again()
    {
        await using var server = await PostgreSqlServer.StartAsync([], Token);
        await using var store = await SharedStore.OpenAsync(server, options => options.DoubtPatience = TimeSpan.Zero);
        await store.InsertAsync(new CounterStep { Number = 1 });
        var counter = new CounterState { CorrelationId = Guid.NewGuid() };
        await store.InsertAsync(counter);
        Assert.NotNull(await store.Reader.FindAsync<CounterState>(counter.CorrelationId, Token));

        await server.KillAsync();
        var number = 1;
        var write = await RefusalAsync(() => store.InsertAsync(new CounterStep { Number = ++number }));
        var read = await RefusalAsync(() => store.CountAsync("steps"));
        var find = await RefusalAsync(() => store.Reader.FindAsync<CounterState>(counter.CorrelationId, Token).AsTask());
        Assert.All(new[] { write, read, find }, exception => Assert.Contains($"127.0.0.1:{server.Port}", exception.Message, StringComparison.Ordinal));
        Assert.False(store.Health.IsWritable);

        await server.RestartAsync(Token);
        await store.InsertAsync(new CounterStep { Number = ++number });
        Assert.Equal(number - 1, await store.CountAsync("steps"));
        Assert.NotNull(await store.Reader.FindAsync<CounterState>(counter.CorrelationId, Token));
        Assert.True(store.Health.IsWritable);
    }

    [Theory]
    [InlineData("kill")]
    [InlineData("terminate connections")]
    public async Task Rows_that_were_read_often_are_read_again_at_once(string fault)
    {
        await using var server = await PostgreSqlServer.StartAsync([], Token);
        await using var store = await SharedStore.OpenAsync(server);
        var counters = Enumerable.Range(0, 100).Select(number => new CounterState { CorrelationId = Guid.NewGuid(), Name = $"{number}" }).ToArray();
        foreach (var counter in counters)
            await store.InsertAsync(counter);
        await store.InsertAsync(new AllTypes("other", "type"));

        for (var round = 0; round < Rounds; round++)
        {
            // As often as makes a statement a prepared one, each round in another order.
            for (var turn = 0; turn < 10; turn++)
            {
                Assert.NotNull(await store.Reader.FindAsync<CounterState>(counters[turn].CorrelationId, Token));
                if (round % 2 == 0)
                    Assert.NotNull(await store.Reader.FindAsync<AllTypes>("other", Token));
            }

            await StrikeAsync(server, fault);

            var other = store.Reader.FindAsync<AllTypes>("other", Token).AsTask();
            var found = await Task.WhenAll(counters.Select(counter => store.Reader.FindAsync<CounterState>(counter.CorrelationId, Token).AsTask()));
            Assert.Equal(counters.Select(counter => counter.CorrelationId), found.Select(row => row?.CorrelationId ?? Guid.Empty));
            Assert.Equal("type", (await other)?.ReadHidden());
        }
    }

    [Fact]
    public async Task Connections_that_break_while_nobody_uses_them_are_replaced()
    {
        await using var server = await PostgreSqlServer.StartAsync([], Token);
        using var log = new LogCount(static (_, what) => what.Name == "KeepaliveFailed");
        await using var store = await SharedStore.OpenAsync(
            server, options => options.ConnectionString += ";Keepalive=1", services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log)));
        var counter = new CounterState { CorrelationId = Guid.NewGuid() };
        await store.InsertAsync(counter);
        Assert.NotNull(await store.Reader.FindAsync<CounterState>(counter.CorrelationId, Token));

        await server.KillAsync();
        await server.RestartAsync(Token);
        await Eventually.True(() => log.Count >= 2); // The writer's and the reader's; those in the pool are not kept alive.

        Assert.NotNull(await store.Reader.FindAsync<CounterState>(counter.CorrelationId, Token));
        await store.InsertAsync(new CounterStep { Number = 1 });
        Assert.Equal(1, await store.CountAsync("steps"));
    }

    [Fact]
    public async Task A_server_that_answers_nobody_counts_as_gone_after_the_time_out()
    {
        await using var server = await PostgreSqlServer.StartAsync([], Token);
        await using var store = await SharedStore.OpenAsync(server, options =>
        {
            options.ConnectionString += ";Timeout=1";
            options.CommandTimeout = TimeSpan.FromSeconds(1);
            options.DoubtPatience = TimeSpan.FromSeconds(1);
        });
        await store.InsertAsync(new CounterStep { Number = 1 });
        var counter = new CounterState { CorrelationId = Guid.NewGuid() };
        await store.InsertAsync(counter);
        Assert.NotNull(await store.Reader.FindAsync<CounterState>(counter.CorrelationId, Token));
        var backends = await FreezeAsync(server);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.InsertAsync(new CounterStep { Number = 2 }));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Reader.FindAsync<CounterState>(counter.CorrelationId, Token).AsTask());
        await ThawAsync(server, backends);

        await Eventually.TrueAsync(() => store.InsertAsync(new CounterStep { Number = 3 }).ContinueWith(task => task.IsCompletedSuccessfully, TaskScheduler.Default));

        Assert.NotNull(await store.Reader.FindAsync<CounterState>(counter.CorrelationId, Token));

        // What was answered with an unknown outcome may be there, too.
        var rows = await store.Reader.QueryAsync("""select "Number" from steps""", row => row.GetInt32(0), [], Token);
        Assert.Superset(new HashSet<int> { 1, 3 }, rows.ToHashSet());
    }

    [Fact]
    public async Task Who_gives_up_does_not_wait_for_a_server_that_answers_nobody()
    {
        await using var server = await PostgreSqlServer.StartAsync([], Token);
        await using var store = await SharedStore.OpenAsync(server);
        var counter = new CounterState { CorrelationId = Guid.NewGuid() };
        await store.InsertAsync(counter);
        Assert.NotNull(await store.Reader.FindAsync<CounterState>(counter.CorrelationId, Token));

        var backends = await FreezeAsync(server);
        using var giveUp = new CancellationTokenSource();
        var patient = store.Reader.FindAsync<CounterState>(counter.CorrelationId, Token).AsTask();
        var impatient = store.Reader.FindAsync<CounterState>(counter.CorrelationId, giveUp.Token).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.False(patient.IsCompleted);

        await ThawAsync(server, backends);
        Assert.Equal(counter.CorrelationId, (await patient)?.CorrelationId);
    }

    /// <summary>The backends of a server that was killed end a moment after it, and what they did until then was done.</summary>
    private static async Task<StoreUnavailableException> RefusalAsync(Func<Task> call)
    {
        StoreUnavailableException? refusal = null;
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                await call();
            }
            catch (StoreUnavailableException exception)
            {
                refusal = exception;
            }

            return refusal is not null;
        });
        return refusal!; // The condition came true.
    }

    // The backends, not only the postmaster: it is they who answer.
    private static async Task<string[]> FreezeAsync(PostgreSqlServer server)
    {
        var backends = (await server.ExecuteAsync("select pid from pg_stat_activity where application_name = 'corporation-store'")).Split('\n');
        await SignalAsync("STOP", backends);
        await server.SuspendAsync();
        return backends;
    }

    private static async Task ThawAsync(PostgreSqlServer server, string[] backends)
    {
        await server.ResumeAsync();
        await SignalAsync("CONT", backends);
    }

    private static async Task StrikeAsync(PostgreSqlServer server, string fault)
    {
        switch (fault)
        {
            case "kill":
                await server.KillAsync();
                await server.RestartAsync(Token);
                break;
            case "quit":
                await server.QuitAsync();
                await server.RestartAsync(Token);
                break;
            default:
                await server.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'corporation-store'");
                NpgsqlConnection.ClearAllPools();
                break;
        }
    }

    private static async Task SignalAsync(string signal, string[] processes)
    {
        using var kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", .. processes]);
        await kill.WaitForExitAsync(Token);
    }
}

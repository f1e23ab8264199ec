using System.Collections.Concurrent;
using Corporation.LocalServers;
using Corporation.SagaStore.Tests.Counting;
using Corporation.SagaStore.Writing;
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

        await server.KillAsync();
        var write = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.InsertAsync(new CounterStep { Number = 2 }));
        var read = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.CountAsync("steps"));
        Assert.All(new[] { write, read }, exception => Assert.Contains($"127.0.0.1:{server.Port}", exception.Message, StringComparison.Ordinal));
        Assert.False(store.Health.IsWritable);

        await server.RestartAsync(Token);
        await store.InsertAsync(new CounterStep { Number = 3 });
        Assert.Equal(2, await store.CountAsync("steps"));
        Assert.True(store.Health.IsWritable);
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
        var backends = (await server.ExecuteAsync("select pid from pg_stat_activity where application_name = 'corporation-store'")).Split('\n');

        // The backends, not only the postmaster: it is they who answer.
        await SignalAsync("STOP", backends);
        await server.SuspendAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.InsertAsync(new CounterStep { Number = 2 }));
        await server.ResumeAsync();
        await SignalAsync("CONT", backends);

        await Eventually.TrueAsync(() => store.InsertAsync(new CounterStep { Number = 3 }).ContinueWith(task => task.IsCompletedSuccessfully, TaskScheduler.Default));

        // What was answered with an unknown outcome may be there, too.
        var rows = await store.Reader.QueryAsync("""select "Number" from steps""", row => row.GetInt32(0), [], Token);
        Assert.Superset(new HashSet<int> { 1, 3 }, rows.ToHashSet());
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

using Corporation.Contracts.Missions;

namespace Corporation.EndToEnd.Tests;

[Collection(ProcessCollection.Name)]
public sealed class When_the_node_is_told_to_stop
{
    private static readonly Dictionary<string, string> ShortGrace = new() { ["Factory__DrainGraceDuration"] = "00:00:01" };

    [Fact]
    public async Task Interrupted_missions_go_back_without_spending_a_retry_and_finish_after_the_restart()
    {
        using var folder = new TemporaryFolder();
        var (process, client) = await CorpProcess.UpAsync(folder.Path, ShortGrace);
        var ids = new List<Guid>();
        await using (process)
        {
            // No retries: a spent one would end the mission as a dead letter.
            for (var i = 0; i < 2; i++)
                ids.Add((await client.SubmitAsync(Missions.Sleep("6", maxRetries: 0), TestContext.Current.CancellationToken)).Mission.JobId);
            await Missions.UntilAsync(client, MissionLifeState.Running, atLeast: 1);

            await process.TerminateAsync();

            Assert.Equal(0, process.ExitCode);
            Assert.Contains("stopped", process.LastLine);
        }

        var (again, survivor) = await CorpProcess.UpAsync(folder.Path, ShortGrace);
        await using (again)
        {
            var released = 0;
            foreach (var id in ids)
            {
                await Missions.AssertSucceededOnceAsync(survivor, id);
                Assert.Equal(0, (await Missions.EndAsync(survivor, id)).RetriesUsed);
                released += (await Missions.TimelineAsync(survivor, id)).Count(happened => happened.Event == MissionEventNames.Released);
            }

            Assert.True(released >= 1, "No mission was interrupted; the node must have waited for them.");
        }
    }

    [Fact]
    public async Task An_idle_node_stops_at_once_with_exit_code_0()
    {
        using var folder = new TemporaryFolder();
        var (process, _) = await CorpProcess.UpAsync(folder.Path);
        await using (process)
        {
            await process.TerminateAsync();

            Assert.Equal(0, process.ExitCode);
        }
    }

    [Fact]
    public async Task However_much_it_logs_stdout_has_nothing_but_json()
    {
        using var folder = new TemporaryFolder();
        var (process, _) = await CorpProcess.UpAsync(folder.Path, new Dictionary<string, string> { ["Logging__LogLevel__Default"] = "Debug" });
        await using (process)
        {
            await process.TerminateAsync();

            Assert.Contains("dbug:", process.Error);
            Assert.All(process.Out.Split('\n'), line => Assert.StartsWith("{", line));
        }
    }
}

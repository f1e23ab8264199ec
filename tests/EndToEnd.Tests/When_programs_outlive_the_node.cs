using Corporation.Contracts.Missions;

namespace Corporation.EndToEnd.Tests;

[Collection(ProcessCollection.Name)]
public sealed class When_programs_outlive_the_node
{
    [Fact]
    public async Task The_next_node_ends_what_a_killed_one_left_running_so_that_no_mission_runs_beside_itself()
    {
        var seconds = Sleepers.UniqueSeconds();
        using var folder = new TemporaryFolder();
        Guid id;
        var (process, client) = await CorpProcess.UpAsync(folder.Path);
        await using (process)
        {
            id = (await client.SubmitAsync(Missions.Sleep(seconds), TestContext.Current.CancellationToken)).Mission.JobId;
            await UntilAsync(() => Sleepers.Count(seconds) == 1);

            await process.KillAloneAsync();
            Assert.Equal(1, Sleepers.Count(seconds));
        }

        var (again, survivor) = await CorpProcess.UpAsync(folder.Path);
        await using (again)
        {
            Assert.Equal(0, Sleepers.Count(seconds));
            await UntilAsync(() => Sleepers.Count(seconds) == 1);

            await survivor.CancelAsync(id, null, TestContext.Current.CancellationToken);
            Assert.Equal(MissionLifeState.Cancelled, (await Missions.EndAsync(survivor, id)).State);
            await UntilAsync(() => Sleepers.Count(seconds) == 0);
        }
    }

    [Fact]
    public async Task A_pause_longer_than_the_lease_costs_no_running_mission_its_attempt()
    {
        using var folder = new TemporaryFolder();
        var (process, client) = await CorpProcess.UpAsync(folder.Path, new Dictionary<string, string> { ["Missions__LeaseDuration"] = "00:00:06" });
        await using (process)
        {
            // No retries: a lost lease would end the mission as a dead letter.
            var id = (await client.SubmitAsync(Missions.Sleep("12", maxRetries: 0), TestContext.Current.CancellationToken)).Mission.JobId;
            await Missions.UntilAsync(client, MissionLifeState.Running, atLeast: 1);

            await process.PauseAsync(TimeSpan.FromSeconds(9));

            await Missions.AssertSucceededOnceAsync(client, id);
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
    }
}

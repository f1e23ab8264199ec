using System.Globalization;
using Corporation.Contracts.Missions;

namespace Corporation.EndToEnd.Tests;

[Collection(ProcessCollection.Name)]
public sealed class When_programs_outlive_the_node
{
    [Fact]
    public async Task The_next_node_ends_what_a_killed_one_left_running_so_that_no_mission_runs_beside_itself()
    {
        var seconds = Random.Shared.Next(100_000, 999_999).ToString(CultureInfo.InvariantCulture);
        using var folder = new TemporaryFolder();
        Guid id;
        var (process, client) = await CorpProcess.UpAsync(folder.Path);
        await using (process)
        {
            id = (await client.SubmitAsync(Missions.Sleep(seconds), TestContext.Current.CancellationToken)).Mission.JobId;
            await UntilAsync(() => Sleepers(seconds) == 1);

            await process.KillAloneAsync();
            Assert.Equal(1, Sleepers(seconds));
        }

        var (again, survivor) = await CorpProcess.UpAsync(folder.Path);
        await using (again)
        {
            Assert.Equal(0, Sleepers(seconds));
            await UntilAsync(() => Sleepers(seconds) == 1);

            await survivor.CancelAsync(id, null, TestContext.Current.CancellationToken);
            Assert.Equal(MissionLifeState.Cancelled, (await Missions.EndAsync(survivor, id)).State);
            await UntilAsync(() => Sleepers(seconds) == 0);
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

    private static int Sleepers(string seconds) => Directory.EnumerateDirectories("/proc").Count(folder => IsSleeper(folder, seconds));

    private static bool IsSleeper(string folder, string seconds)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).EndsWith($"sleep\0{seconds}\0", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No process, or one that has ended.
            return false;
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

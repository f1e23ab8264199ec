using Corporation.Client;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;

namespace Corporation.EndToEnd.Tests;

[Collection(ProcessCollection.Name)]
public sealed class When_the_node_is_killed
{
    private const int Echoes = 300;
    private const int Sleeps = 300;

    [Fact]
    public async Task Every_accepted_mission_ends_once_after_two_kills_under_load()
    {
        using var folder = new TemporaryFolder();
        var accepted = new List<Guid>();

        for (var life = 1; life <= 2; life++)
        {
            var (process, client) = await CorpProcess.UpAsync(folder.Path);
            await using (process)
            {
                accepted.AddRange(await SubmitBatchAsync(client));
                using var enough = new CancellationTokenSource();
                var submitting = Task.WhenAll(Enumerable.Range(0, 8).Select(lane => SubmitUntilKilledAsync(client, lane, enough.Token)));
                await Missions.UntilAsync(client, MissionLifeState.Running, atLeast: 1);
                await Missions.UntilAsync(client, MissionLifeState.Succeeded, atLeast: 20 * life);
                var counts = (await client.CountAsync(TestContext.Current.CancellationToken)).States;

                await process.KillAsync();
                await enough.CancelAsync();
                accepted.AddRange((await submitting).SelectMany(ids => ids));

                // Otherwise the kill met an idle node, and the test would prove nothing.
                Assert.True(counts.Where(count => !count.Key.IsTerminal()).Sum(count => count.Value) >= 100, string.Join(", ", counts));
            }
        }

        var (last, survivor) = await CorpProcess.UpAsync(folder.Path);
        await using (last)
        {
            foreach (var id in accepted)
                await Missions.AssertSucceededOnceAsync(survivor, id);
        }

        Assert.True(accepted.Count >= 2 * (Echoes + Sleeps));
        Assert.Equal(accepted.Count, accepted.Distinct().Count());
    }

    private static async Task<IEnumerable<Guid>> SubmitBatchAsync(IMissionClient client)
    {
        var missions = Enumerable.Range(0, Echoes).Select(Missions.Echo).Concat(Enumerable.Range(0, Sleeps).Select(_ => Missions.Sleep("0.05")));
        var batch = await client.SubmitBatchAsync(new MissionBatch([.. missions]), TestContext.Current.CancellationToken);
        return batch.Missions.Select(mission => mission.JobId);
    }

    // Only what HQ has answered counts as accepted; the submit that the kill interrupts may or may not exist afterwards.
    private static async Task<List<Guid>> SubmitUntilKilledAsync(IMissionClient client, int lane, CancellationToken cancellationToken)
    {
        var accepted = new List<Guid>();
        try
        {
            while (accepted.Count < 100)
                accepted.Add((await client.SubmitAsync(Missions.Echo(lane), cancellationToken)).Mission.JobId);
        }
        catch (Exception exception) when (exception is HqUnreachableException or OperationCanceledException)
        {
            // The kill.
        }

        return accepted;
    }
}

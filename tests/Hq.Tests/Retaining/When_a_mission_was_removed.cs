using Corporation.Client;
using Corporation.Hq.Tests.Nodes;

namespace Corporation.Hq.Tests.Retaining;

public sealed class When_a_mission_was_removed
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_finds_it_and_its_key_makes_a_new_one()
    {
        await using var node = await TestNode.StartAsync(settings: new() { ["Retention:SweepInterval"] = "00:00:01", ["Retention:KeepDuration"] = "90" });
        var old = Guid.CreateVersion7(TimeProvider.System.GetUtcNow().AddDays(-100));
        await using (var database = node.OpenDatabase())
        {
            await using var insert = database.CreateCommand();
            insert.CommandText =
                """
                insert into missions (mission_id, version, current_state, mission_kind, task, idempotency_key, priority, timeout_seconds, max_retries,
                    retry_delay_seconds, attempt, retries_used, round, created_at, updated_at, finished_at, last_sequence)
                values ($1, 1, 'Succeeded', 'echo', 'old', 'the-key', 1, 30, 0, 1, 1, 0, 1, 1, 1, 1, 1)
                """;
            insert.Parameters.AddWithValue("$1", old);
            await insert.ExecuteNonQueryAsync(Token);
        }

        await TestNode.UntilAsync(async () => (await node.Client.ListAsync(new MissionQuery { Text = "old" }, Token)).Missions.Count == 0);

        var gone = await Assert.ThrowsAsync<HqProblemException>(() => node.GetAsync(old));
        Assert.Equal(404, gone.Status);
        var again = await node.SubmitAsync("echo", new { text = "new" }, submission => submission with { IdempotencyKey = "the-key" });
        Assert.NotEqual(old, again);
    }
}

using Corporation.Contracts.Missions;
using Microsoft.Data.Sqlite;

namespace Corporation.Hq.Tests.Nodes;

public sealed class LeaseTests
{
    private static readonly Dictionary<string, string?> ShortLease = new() { ["Missions:LeaseDuration"] = "00:00:03", ["Store:BusyTimeout"] = "00:00:00.2" };

    [Fact]
    public async Task A_lease_that_ran_out_while_the_database_was_locked_is_given_once_more_and_the_result_counts()
    {
        await using var node = await TestNode.StartAsync(settings: ShortLease);
        var ghost = new GhostFactory(node);
        await ghost.AnnounceAsync();
        var id = await node.SubmitAsync(GhostFactory.Kind, new { });
        var claim = await ghost.ClaimAsync(id);

        await using var database = node.OpenDatabase();
        await RunAsync(database, "begin immediate");
        var expired = await LeaseAsync(database);
        await TestNode.UntilAsync(() => Task.FromResult(TimeProvider.System.GetUtcNow() > expired.AddSeconds(2)));
        await RunAsync(database, "rollback");

        // Nobody renews: it is HQ that gives the lease once more, or takes the claim away.
        await TestNode.UntilAsync(async () => await LeaseAsync(database) != expired);
        await ghost.SucceedAsync(claim);

        Assert.Equal(MissionLifeState.Succeeded, (await node.GetAsync(id)).State);
    }

    [Fact]
    public async Task A_factory_that_does_not_renew_loses_its_claim()
    {
        await using var node = await TestNode.StartAsync(settings: ShortLease);
        var ghost = new GhostFactory(node);
        await ghost.AnnounceAsync();
        var id = await node.SubmitAsync(GhostFactory.Kind, new { });
        await ghost.ClaimAsync(id);

        var view = await node.UntilAsync(id, MissionLifeState.DeadLettered);

        Assert.Equal(MissionErrorTypes.LeaseLapsed, view.Error?.Type);
    }

    private static async Task<DateTimeOffset> LeaseAsync(SqliteConnection database)
    {
        await using var query = new SqliteCommand("select coalesce(lease_expires_at, 0) from missions", database);
        return DateTimeOffset.UnixEpoch.AddMicroseconds((long)(await query.ExecuteScalarAsync(TestContext.Current.CancellationToken))!);
    }

    private static async Task RunAsync(SqliteConnection database, string statement)
    {
        await using var command = new SqliteCommand(statement, database);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}

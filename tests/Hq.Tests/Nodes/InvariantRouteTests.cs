using System.Net;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Hq.Tests.Hosts;
using Microsoft.Data.Sqlite;

namespace Corporation.Hq.Tests.Nodes;

public sealed class InvariantRouteTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_became_of_the_missions_of_a_node_its_promises_hold_until_somebody_tampers_with_them()
    {
        await using var node = await TestNode.StartAsync(missions => missions.Add<FlakyHandler>().Add<OneAtATimeHandler>());
        var retried = await node.SubmitAsync("flaky", new { failures = 2 });
        var dead = await node.SubmitAsync("flaky", new { failures = 2 }, mission => mission with { MaxRetries = 1 });
        var running = await node.SubmitAsync("one_at_a_time", new { name = "invariants/1" });
        var queued = await node.SubmitAsync("one_at_a_time", new { name = "invariants/2" });
        var later = await node.SubmitAsync("echo", new { text = "later" }, mission => mission with { StartAt = TimeProvider.System.GetUtcNow().AddHours(1) });
        await node.UntilAsync(retried, MissionLifeState.Succeeded);
        await node.UntilAsync(dead, MissionLifeState.DeadLettered);
        await node.Client.RequeueAsync(dead, null, Token);
        await node.UntilAsync(dead, MissionLifeState.Succeeded);
        await node.UntilAsync(running, MissionLifeState.Running);
        await node.Client.CancelAsync(queued, null, Token);
        await node.Client.CancelAsync(later, null, Token);

        var page = await node.Client.CheckInvariantsAsync(null, Grace, Token);
        Assert.Empty(page.Violations);
        Assert.Equal((5, (Guid?)null), (page.Missions, page.NextAfter));

        await using (var database = node.OpenDatabase())
        await using (var command = new SqliteCommand("delete from mission_results where mission_id = $1", database))
        {
            command.Parameters.AddWithValue("$1", retried);
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Token));
        }

        var violation = Assert.Single((await node.Client.CheckInvariantsAsync(null, Grace, Token)).Violations);
        Assert.Equal((InvariantNames.Lost, 1, retried), (violation.Invariant, violation.Count, Assert.Single(violation.Breaches).JobId));
        Stage.Of("invariants").Open.SetResult();
    }

    [Fact]
    public async Task What_the_route_does_not_take_is_refused_by_name()
    {
        using var response = await host.Http.GetAsync("/api/v1/ops/invariants?after=first&limit=0&grace_seconds=-1&page=2", Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await ApiHost.ProblemAsync(response);
        Assert.Equal(ProblemTypes.InvalidInput, problem.Type);
        Assert.Equal(["after", "grace_seconds", "limit", "page"], problem.Errors!.Keys.Order());
    }
}

using Corporation.Client;
using Corporation.Contracts.Missions;
using Corporation.Hq.Tests.Nodes;
using Corporation.LocalServers;

namespace Corporation.Hq.Tests.LegacyStreams;

/// <summary>Processes and servers come and go; missions of the old fleet stay.</summary>
public sealed class When_legacy_streams_meet_trouble(LegacyRedis redis) : IClassFixture<LegacyRedis>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mission_that_was_delegated_to_the_process_before_comes_back_as_a_result_of_the_next_one()
    {
        var fleet = new OldFleet(redis.Server);
        var folder = await DelegateAndStopAsync(fleet, "over the restart");

        Stage.Of(fleet.Stream).Open.SetResult();
        await using var next = await StartAsync(fleet.Settings(), folder);

        Assert.Equal("SUCCESS", (await fleet.ResultAsync("over the restart")).GetProperty("status").GetString());
        Assert.Single(await fleet.ResultsAsync());
    }

    [Fact]
    public async Task An_end_that_nobody_has_told_is_told_by_the_next_process_that_listens()
    {
        var fleet = new OldFleet(redis.Server);
        var folder = await DelegateAndStopAsync(fleet, "unheard");

        Stage.Of(fleet.Stream).Open.SetResult();
        await using (var deaf = await StartAsync(fleet.Settings(("Enabled", "false")), folder))
        {
            var mission = (await deaf.Client.ListAsync(new MissionQuery { Limit = 1 }, Token)).Missions[0];
            await deaf.UntilAsync(mission.JobId, MissionLifeState.Succeeded);
        }

        Assert.Empty(await fleet.ResultsAsync());
        await using var next = await StartAsync(fleet.Settings(), folder);
        Assert.Equal("SUCCESS", (await fleet.ResultAsync("unheard")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task An_entry_that_a_dead_worker_left_pending_is_taken_over()
    {
        var fleet = new OldFleet(redis.Server);
        await fleet.AddAsync("stranded", "echo", new { text = "mine" });
        await fleet.TakeAndDieAsync("bridge_dead");

        await using var node = await TestNode.StartAsync(settings: fleet.Settings(("ReclaimIdleDuration", "00:00:01")));

        await fleet.ResultAsync("stranded");
        await fleet.UntilSettledAsync();
    }

    [Fact]
    public async Task An_entry_that_the_process_before_had_read_is_the_next_ones_first_work()
    {
        var fleet = new OldFleet(redis.Server);
        await fleet.AddAsync("read", "echo", new { text = "mine" });
        await fleet.TakeAndDieAsync("hq-f1");

        // Far below the 65 minutes after which it would be taken over.
        await using var node = await TestNode.StartAsync(settings: fleet.Settings());

        await fleet.ResultAsync("read");
        await fleet.UntilSettledAsync();
    }

    [Fact]
    public async Task An_entry_that_was_deleted_while_it_was_pending_holds_up_nothing()
    {
        var fleet = new OldFleet(redis.Server);
        await fleet.AddAsync("deleted", "echo", new { text = "gone" });
        await fleet.TakeAndDieAsync("hq-f1");
        await redis.Server.ExecuteAsync("XTRIM", fleet.Stream, "MAXLEN", "0");
        await fleet.AddAsync("next", "echo", new { text = "here" });

        await using var node = await TestNode.StartAsync(settings: fleet.Settings());

        await fleet.ResultAsync("next");
        await fleet.UntilSettledAsync();
        Assert.Equal(0, await fleet.DeadLetterCountAsync());
    }

    [Fact]
    public async Task It_goes_on_after_FLUSHALL_and_after_its_server_was_away()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions { AppendOnly = true }, Token);
        var fleet = new OldFleet(server);
        var stage = Stage.Of(fleet.Stream);
        await using var node = await StartAsync(fleet.Settings());
        await fleet.AddAsync("before", "one_at_a_time", new { name = fleet.Stream });
        await TestNode.UntilAsync(() => Task.FromResult(!stage.Begun.IsEmpty));

        await server.ExecuteAsync("FLUSHALL");
        await fleet.AddAsync("after", "echo", new { text = "healed" });
        await fleet.ResultAsync("after");

        // What ends while the server is away is told when it is back.
        await server.KillAsync();
        stage.Open.SetResult();
        var held = (await node.Client.ListAsync(new MissionQuery { MissionKind = "one_at_a_time", Limit = 1 }, Token)).Missions[0];
        await node.UntilAsync(held.JobId, MissionLifeState.Succeeded);
        await server.RestartAsync(Token);
        await fleet.ResultAsync("before");

        await fleet.AddAsync("last", "echo", new { text = "back" });
        await fleet.ResultAsync("last");
        await fleet.UntilSettledAsync();
        Assert.Equal(0, await fleet.DeadLetterCountAsync());
    }

    private static Task<TestNode> StartAsync(Dictionary<string, string?> settings, string? folder = null)
    {
        // Nobody waits for handlers that wait for the test.
        settings["Factory:DrainGraceDuration"] = "00:00:00";
        return TestNode.StartAsync(missions => missions.Add<OneAtATimeHandler>(), folder, settings);
    }

    /// <summary>A node takes the mission and begins it, and is stopped.</summary>
    /// <returns>The node's folder.</returns>
    private static async Task<string> DelegateAndStopAsync(OldFleet fleet, string jobId)
    {
        await using var node = await StartAsync(fleet.Settings());
        await fleet.AddAsync(jobId, "one_at_a_time", new { name = fleet.Stream });
        await TestNode.UntilAsync(() => Task.FromResult(!Stage.Of(fleet.Stream).Begun.IsEmpty));
        await fleet.UntilSettledAsync();
        return node.Folder;
    }
}

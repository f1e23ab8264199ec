using System.Text.Json;
using Corporation.Contracts.Missions;
using Corporation.Hq.Tests.Nodes;

namespace Corporation.Hq.Tests.LegacyStreams;

/// <summary>What people of the old fleet ask for, by the ids that they know.</summary>
public sealed class When_legacy_delegations_are_looked_up(LegacyRedis redis) : IClassFixture<LegacyRedis>
{
    private const string History = "api/v1/ops/delegation/history";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mission_of_the_streams_is_found_by_either_id_and_shown_as_the_streams_carry_it()
    {
        var fleet = new OldFleet(redis.Server);
        await using var node = await TestNode.StartAsync(settings: fleet.Settings());
        await fleet.AddAsync("tbj_1 ä", "echo", new { text = "x", source_session_id = "s" }, further: new { priority = 500, note = "kept" });
        await fleet.ResultAsync("tbj_1 ä");
        var sent = OldFleet.Envelope("tbj_1 ä", "echo", new { text = "x", source_session_id = "s" }, further: new { priority = 500, note = "kept" });

        var row = Assert.Single((await GetAsync(node, History)).GetProperty("missions").EnumerateArray());
        var missionId = row.GetProperty("job_id").GetString()!;
        Assert.Equal("tbj_1 ä", row.GetProperty("legacy_job_id").GetString());

        var byTheirs = await GetAsync(node, $"{History}/{Uri.EscapeDataString("tbj_1 ä")}");
        var byOurs = await GetAsync(node, $"{History}/{missionId}");
        Assert.Equal(byOurs.GetRawText(), byTheirs.GetRawText());
        Assert.Equal(missionId, byOurs.GetProperty("mission").GetProperty("job_id").GetString());
        Assert.Equal(JsonSerializer.Serialize(JsonElement.Parse(sent)), JsonSerializer.Serialize(byOurs.GetProperty("envelope")));
        Assert.Equal(
            ("tbj_1 ä", "SUCCESS"),
            (byOurs.GetProperty("result").GetProperty("job_id").GetString(), byOurs.GetProperty("result").GetProperty("status").GetString()));

        using var http = new HttpClient { BaseAddress = node.Url };
        Assert.Equal(404, (int)(await http.GetAsync(new Uri($"{History}/tbj_2", UriKind.Relative), Token)).StatusCode);
    }

    [Fact]
    public async Task A_job_id_that_looks_like_ours_is_found_too()
    {
        var fleet = new OldFleet(redis.Server);
        await using var node = await TestNode.StartAsync(settings: fleet.Settings());
        var jobId = Guid.NewGuid().ToString();
        await fleet.AddAsync(jobId, "echo", new { text = "x" });
        await fleet.ResultAsync(jobId);

        Assert.Equal(jobId, (await GetAsync(node, $"{History}/{jobId}")).GetProperty("mission").GetProperty("legacy_job_id").GetString());
    }

    [Fact]
    public async Task The_target_is_the_factory_that_it_is_for_or_else_the_one_that_had_it()
    {
        await using var node = await TestNode.StartAsync();
        var free = await node.SubmitAsync("echo", new { text = "x" });
        await node.UntilAsync(free, MissionLifeState.Succeeded);
        var waiting = await node.SubmitAsync("echo", new { text = "x" }, mission => mission with { TargetFactoryId = "f1", StartAt = TimeProvider.System.GetUtcNow().AddHours(1) });

        var rows = (await GetAsync(node, History)).GetProperty("missions").EnumerateArray().ToDictionary(row => row.GetProperty("job_id").GetGuid());

        Assert.All(rows.Values, row => Assert.Equal("f1", row.GetProperty("target_factory_id").GetString()));
        Assert.Equal("published", rows[waiting].GetProperty("status").GetString());
        Assert.False(rows[waiting].TryGetProperty("legacy_job_id", out var none) && none.ValueKind != JsonValueKind.Null);
        Assert.Equal("f1", (await GetAsync(node, $"{History}/{waiting}")).GetProperty("mission").GetProperty("target_factory_id").GetString());
    }

    private static async Task<JsonElement> GetAsync(TestNode node, string path)
    {
        using var http = new HttpClient { BaseAddress = node.Url };
        return JsonElement.Parse(await http.GetStringAsync(new Uri(path, UriKind.Relative), Token));
    }
}

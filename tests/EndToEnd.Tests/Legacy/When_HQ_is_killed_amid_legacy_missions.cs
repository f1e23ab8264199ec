using System.Globalization;
using Corporation.Client;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.LocalServers;

namespace Corporation.EndToEnd.Tests.Legacy;

/// <summary>A real node takes missions of the old fleet's stream, and is killed with <c>kill -9</c> again and again.</summary>
[Collection(ProcessCollection.Name)]
public sealed class When_HQ_is_killed_amid_legacy_missions
{
    private const string Stream = "ua:missions:delegation";
    private const string Results = Stream + ":results";
    private const string DeadLetters = "ua:missions:dlq";
    private const int Jobs = 1_200;
    private const int Malformed = 60;
    private const int Kills = 3;

    // A job each, and something that is none after every twentieth.
    private const string AddAll =
        """
        for job = 1, tonumber(ARGV[1]) do
          local envelope = cjson.encode({ job_id = 'job-' .. job, idempotency_key = 'key-' .. job,
            payload = { task = 'say it', context = { mission_kind = 'echo', text = 'number ' .. job } } })
          redis.call('XADD', KEYS[1], '*', 'job_id', 'job-' .. job, 'idempotency_key', 'key-' .. job, 'envelope', envelope)
          if job % 20 == 0 then redis.call('XADD', KEYS[1], '*', 'job_id', 'bad-' .. job, 'envelope', 'no JSON') end
        end
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_job_is_one_mission_with_a_result_and_every_malformed_entry_one_dead_letter()
    {
        await using var redis = await RedisServer.StartAsync(new RedisServerOptions { AppendOnly = true }, Token);
        await using var node = await CorpNode.StartStandaloneAsync(
            new Dictionary<string, string> { ["UA_DELEGATION_REDIS_ENABLED"] = "yes", ["UA_REDIS_URL"] = redis.Url.ToString() }, Token);
        await redis.ExecuteAsync("EVAL", AddAll, "1", Stream, Jobs.ToString(CultureInfo.InvariantCulture));

        for (var kill = 1; kill <= Kills; kill++)
        {
            var enough = (Jobs / 8) * kill;
            await UntilAsync(async () => await LengthAsync(redis, Results) >= enough, node);
            await node.KillAsync();

            // Otherwise the kill met an idle node, and the test would prove nothing.
            Assert.InRange(await LengthAsync(redis, Results), enough, Jobs - 1);
            await node.RestartAsync(Token);
        }

        await UntilAsync(async () => (await JobsWithResultsAsync(redis)).Count == Jobs, node);
        await UntilAsync(async () => (await redis.ExecuteAsync("XPENDING", Stream, "ua_workers")).Split('\n')[0] == "0", node);
        Assert.Equal(Malformed, await LengthAsync(redis, DeadLetters));
        var missions = await MissionClientModule.Connect(node.Url).CountAsync(Token);
        Assert.Equal(Jobs, missions.States.Values.Sum());

        // Repeated results are allowed, but for those that a kill met between telling and noting only.
        Assert.InRange(await LengthAsync(redis, Results), Jobs, Jobs + (Kills * 32));
    }

    [Fact]
    public async Task A_job_that_a_worker_has_is_waited_for_by_the_next_process_and_is_not_delegated_again()
    {
        const string Work = "ua:missions:workers";
        await using var redis = await RedisServer.StartAsync(new RedisServerOptions { AppendOnly = true }, Token);
        await using var node = await CorpNode.StartStandaloneAsync(
            new Dictionary<string, string>
            {
                ["UA_REDIS_URL"] = redis.Url.ToString(),
                ["LegacyStreams__Outbound__Kinds__0"] = "old_work",
                ["LegacyStreams__Outbound__Stream"] = Work,
            },
            Token);
        var client = MissionClientModule.Connect(node.Url);
        await UntilAsync(async () => (await client.ListKindsAsync(Token)).Kinds.Any(kind => kind is { MissionKind: "old_work", Slots: > 0 }), node);
        var mission = (await client.SubmitAsync(new MissionSubmission { MissionKind = "old_work" }, Token)).Mission.JobId;
        await UntilAsync(async () => await LengthAsync(redis, Work) == 1, node);

        await node.KillAsync();
        await node.RestartAsync(Token);
        await UntilAsync(async () => (await client.GetAsync(mission, null, Token)) is { State: MissionLifeState.Running, Attempt: 2 }, node);
        await redis.ExecuteAsync(
            "XADD", Work + ":results", "*", "job_id", $"{mission}-1", "status", "SUCCESS", "envelope", $$"""{"job_id":"{{mission}}-1","status":"SUCCESS","result":"done","error":null}""");

        await UntilAsync(async () => (await client.GetAsync(mission, null, Token)).State == MissionLifeState.Succeeded, node);
        Assert.Equal(1, await LengthAsync(redis, Work));
    }

    private static async Task<int> LengthAsync(RedisServer redis, string stream) => int.Parse(await redis.ExecuteAsync("XLEN", stream), CultureInfo.InvariantCulture);

    private static async Task<HashSet<string>> JobsWithResultsAsync(RedisServer redis) =>
        [.. (await redis.ExecuteAsync("XRANGE", Results, "-", "+")).Split('\n').Where(line => line.StartsWith("job-", StringComparison.Ordinal))];

    private static async Task UntilAsync(Func<Task<bool>> condition, CorpNode node)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Patience, $"The condition did not come true in time. The node says:\n{node.LogTail()}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }
    }
}

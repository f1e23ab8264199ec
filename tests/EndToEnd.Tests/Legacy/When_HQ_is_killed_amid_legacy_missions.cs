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
    private const int Kills = 3;
    private const int MostKills = 20;

    // For each kill: enough that some are told, and as many again that are not.
    private const int Batch = 100;
    private const int Malformed = Batch / 20;

    // Jobs from a number on, and something that is none after every twentieth.
    private const string AddAll =
        """
        for job = tonumber(ARGV[1]), tonumber(ARGV[2]) do
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
        var (jobs, kills, met) = (0, 0, 0);

        // A kill that met an idle node, for the machine is that fast, proves nothing and is not counted.
        for (; met < Kills; kills++)
        {
            Assert.True(kills < MostKills, $"Of {kills} kills only {met} met a node at work.");
            var told = await LengthAsync(redis, Results);
            jobs = await AddAsync(redis, jobs);
            await UntilAsync(async () => await LengthAsync(redis, Results) > told, node);

            // Whatever is done by now, there is work when it dies.
            jobs = await AddAsync(redis, jobs);
            await node.KillAsync();
            if ((await JobsWithResultsAsync(redis)).Count < jobs)
                met++;
            await node.RestartAsync(Token);
        }

        await UntilAsync(async () => (await JobsWithResultsAsync(redis)).Count == jobs, node);
        await UntilAsync(async () => (await redis.ExecuteAsync("XPENDING", Stream, "ua_workers")).Split('\n')[0] == "0", node);
        Assert.Equal(jobs / Batch * Malformed, await LengthAsync(redis, DeadLetters));
        var missions = await MissionClientModule.Connect(node.Url).CountAsync(Token);
        Assert.Equal(jobs, missions.States.Values.Sum());

        // Repeated results are allowed, but for those that a kill met between telling and noting only.
        Assert.InRange(await LengthAsync(redis, Results), jobs, jobs + (kills * 32));
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

    /// <returns>How many jobs there are now.</returns>
    private static async Task<int> AddAsync(RedisServer redis, int jobs)
    {
        var (first, last) = ((jobs + 1).ToString(CultureInfo.InvariantCulture), (jobs + Batch).ToString(CultureInfo.InvariantCulture));
        await redis.ExecuteAsync("EVAL", AddAll, "1", Stream, first, last);
        return jobs + Batch;
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

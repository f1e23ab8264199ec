using System.Text.Json;
using Corporation.Hq.Tests.Nodes;
using Corporation.LocalServers;

namespace Corporation.Hq.Tests.LegacyStreams;

/// <summary>A worker of the fleet before this one, on a stream of its own: the test says what it does.</summary>
internal sealed class OldWorker
{
    public const string Kind = "old_work";

    private readonly RedisServer _redis;

    private OldWorker(RedisServer redis, string stream, string deadLetters) => (_redis, Stream, DeadLetters) = (redis, stream, deadLetters);

    public string Stream { get; }

    private string DeadLetters { get; }

    public static Task<OldWorker> StartAsync(RedisServer redis)
    {
        var stream = $"work:{Guid.NewGuid():N}";
        return StartAsync(redis, stream, stream + ":dlq");
    }

    public static async Task<OldWorker> StartAsync(RedisServer redis, string stream, string deadLetters)
    {
        var worker = new OldWorker(redis, stream, deadLetters);
        await worker.ListenAsync();
        return worker;
    }

    public Task ListenAsync() => _redis.ExecuteAsync("XGROUP", "CREATE", Stream, OldFleet.Group, "0", "MKSTREAM");

    /// <summary>The settings of a node that delegates, and takes nothing.</summary>
    public Dictionary<string, string?> Settings() => new()
    {
        ["LegacyStreams:Url"] = _redis.Url.ToString(),
        ["LegacyStreams:DlqStream"] = DeadLetters,
        ["LegacyStreams:Outbound:Stream"] = Stream,
        ["LegacyStreams:Outbound:Kinds:0"] = Kind,
        ["LegacyStreams:Outbound:Kinds:1"] = "more_old_work",

        // Nobody waits for a worker that waits for the test.
        ["Factory:DrainGraceDuration"] = "00:00:00",
    };

    /// <summary>Takes the next job.</summary>
    /// <returns>Its envelope.</returns>
    public async Task<JsonElement> TakeAsync()
    {
        string[] lines = [];
        await TestNode.UntilAsync(
            async () => (lines = (await _redis.ExecuteAsync("XREADGROUP", "GROUP", OldFleet.Group, "worker", "COUNT", "1", "STREAMS", Stream, ">")).Split('\n')).Length > 2,
            () => "no job came");
        Assert.Equal(["job_id", "idempotency_key", "envelope"], (string[])[lines[2], lines[4], lines[6]]);
        var envelope = JsonElement.Parse(lines[7]);
        Assert.Equal((lines[3], lines[5]), (envelope.GetProperty("job_id").GetString(), envelope.GetProperty("idempotency_key").GetString()));
        await _redis.ExecuteAsync("XACK", Stream, OldFleet.Group, lines[1]);
        return envelope;
    }

    public async Task<int> CountJobsAsync() => int.Parse(await _redis.ExecuteAsync("XLEN", Stream), System.Globalization.CultureInfo.InvariantCulture);

    public Task SucceedAsync(JsonElement job, object result) => AnswerAsync(job, "SUCCESS", result, null);

    public Task FailAsync(JsonElement job, string error) => AnswerAsync(job, "FAILED", null, error);

    public Task DeadLetterAsync(JsonElement job, string error)
    {
        var letter = System.Text.Json.Nodes.JsonNode.Parse(job.GetRawText())!.AsObject();
        letter["failure_error"] = error;
        letter["retry_count"] = 1;
        return _redis.ExecuteAsync("XADD", DeadLetters, "*", "job_id", job.GetProperty("job_id").GetString()!, "envelope", letter.ToJsonString());
    }

    public Task AnswerRawAsync(JsonElement job, string envelope) =>
        _redis.ExecuteAsync("XADD", Stream + ":results", "*", "job_id", job.GetProperty("job_id").GetString()!, "status", "SUCCESS", "envelope", envelope);

    /// <summary>Answers with what Lua makes of an envelope: escapes like <c>\255</c> are bytes.</summary>
    public Task AnswerWithBytesAsync(JsonElement job, string envelope) => _redis.ExecuteAsync(
        "EVAL", $"return redis.call('XADD', KEYS[1], '*', 'job_id', ARGV[1], 'status', 'FAILED', 'envelope', '{envelope}')", "1", Stream + ":results",
        job.GetProperty("job_id").GetString()!);

    private Task AnswerAsync(JsonElement job, string status, object? result, string? error)
    {
        var jobId = job.GetProperty("job_id").GetString()!;
        return _redis.ExecuteAsync(
            "XADD", Stream + ":results", "*", "job_id", jobId, "status", status, "envelope", JsonSerializer.Serialize(new { job_id = jobId, status, result, error }));
    }
}

using System.Globalization;
using System.Text.Json;
using Corporation.Factory.Handling;
using Corporation.Factory.Testing;
using Corporation.Hq.LegacyStreams;
using Corporation.Hq.LegacyStreams.Delegating;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.Tests.LegacyStreams;

/// <summary>Attempts of one mission one after the other, as after a crash or a lost lease, of which HQ has heard nothing.</summary>
public sealed class When_a_process_dies_with_the_workers_answer(LegacyRedis redis) : IClassFixture<LegacyRedis>
{
    private readonly Guid _mission = Guid.NewGuid();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_attempt_finds_a_result_again_and_the_job_runs_once()
    {
        var worker = await OldWorker.StartAsync(redis.Server);
        await using var delegating = await StartAsync(worker);

        var first = delegating.RunAsync(_mission, attempt: 1);
        await worker.SucceedAsync(await worker.TakeAsync(), "done");
        Assert.Equal("done", (await first).GetString());

        Assert.Equal("done", (await delegating.RunAsync(_mission, attempt: 2)).GetString());
        Assert.Equal(1, await worker.CountJobsAsync());
    }

    [Fact]
    public async Task A_result_that_came_in_the_last_moment_is_kept_for_the_next_attempt()
    {
        var worker = await OldWorker.StartAsync(redis.Server);
        await using var delegating = await StartAsync(worker);

        var first = delegating.RunAsync(_mission, attempt: 1, TimeSpan.FromSeconds(20));
        await worker.SucceedAsync(await worker.TakeAsync(), "done");
        await first;

        Assert.True(await NoteLeftAsync(worker) > TimeSpan.FromMinutes(50));
    }

    [Fact]
    public async Task A_failure_is_a_new_job_for_the_next_attempt()
    {
        var worker = await OldWorker.StartAsync(redis.Server);
        await using var delegating = await StartAsync(worker);

        var first = delegating.RunAsync(_mission, attempt: 1);
        await worker.FailAsync(await worker.TakeAsync(), "no luck");
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        var second = delegating.RunAsync(_mission, attempt: 2);
        await worker.SucceedAsync(await worker.TakeAsync(), "done");

        Assert.Equal("done", (await second).GetString());
        Assert.Equal(2, await worker.CountJobsAsync());
    }

    [Fact]
    public async Task A_job_that_is_waited_for_by_a_further_attempt_is_remembered_for_as_long_as_that_one_may_take()
    {
        var worker = await OldWorker.StartAsync(redis.Server);
        await using var delegating = await StartAsync(worker);

        // The first attempt's process is gone; what it left would end with its time.
        _ = delegating.RunAsync(_mission, attempt: 1, TimeSpan.FromSeconds(30));
        var job = await worker.TakeAsync();
        var second = delegating.RunAsync(_mission, attempt: 2, TimeSpan.FromMinutes(10));
        await Nodes.TestNode.UntilAsync(async () => await NoteLeftAsync(worker) > TimeSpan.FromMinutes(9), () => "the note ends with the first attempt");

        await worker.SucceedAsync(job, "done");
        await second;
        Assert.Equal(1, await worker.CountJobsAsync());
    }

    private async Task<TimeSpan> NoteLeftAsync(OldWorker worker) => TimeSpan.FromMilliseconds(
        double.Parse(await redis.Server.ExecuteAsync("PTTL", $"{worker.Stream}:delegated:{_mission}"), CultureInfo.InvariantCulture));

    private async Task<Delegating> StartAsync(OldWorker worker)
    {
        var options = Options.Create(new LegacyStreamsOptions { Url = redis.Server.Url.ToString(), DlqStream = worker.Stream + ":dlq" });
        var outbound = Options.Create(new LegacyOutboundOptions { Stream = worker.Stream, Kinds = [OldWorker.Kind] });
        var server = new LegacyServer(options);
        var answers = new LegacyAnswers(server, options, outbound, TimeProvider.System, NullLogger<LegacyAnswers>.Instance);
        await answers.StartAsync(Token);
        return new Delegating(server, answers, new LegacyDelegator(server, answers, options, outbound, TimeProvider.System, NullLogger<LegacyDelegator>.Instance));
    }

    private sealed class Delegating(LegacyServer server, LegacyAnswers answers, LegacyDelegator delegator) : IAsyncDisposable
    {
        /// <summary>Runs an attempt and keeps its result from HQ.</summary>
        public async Task<JsonElement> RunAsync(Guid mission, int attempt, TimeSpan? timeout = null)
        {
            var options = new MissionRunOptions { MissionId = mission, Attempt = attempt, Timeout = timeout ?? TimeSpan.FromMinutes(1) };
            using var run = await MissionTestHarness.RunAsync(new OldWorkHandler(delegator), new AnyContext(), options);
            return run.Result;
        }

        public async ValueTask DisposeAsync()
        {
            await answers.StopAsync(CancellationToken.None);
            answers.Dispose();
            await server.DisposeAsync();
        }
    }

    /// <summary>The handler of the settings with a kind of its own. Safe to run twice: that is what the tests look at.</summary>
    [MissionKind(OldWorker.Kind, Description = "Run by a worker of the fleet before this one.", TimeoutSeconds = 60)]
    private sealed class OldWorkHandler(LegacyDelegator delegator) : IMissionHandler<AnyContext, JsonElement>
    {
        public Task<MissionOutcome<JsonElement>> HandleAsync(AnyContext input, MissionContext context, CancellationToken cancellationToken) =>
            new LegacyDelegationHandler(delegator).HandleAsync(input, context, cancellationToken);
    }
}

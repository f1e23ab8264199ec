using Corporation.Contracts.Missions;
using Corporation.Sagas.Commanding;
using Corporation.Sagas.MissionLife;

namespace Corporation.Sagas.Tests.MissionLife;

public sealed class RetryingTests
{
    [Fact]
    public async Task A_failed_attempt_is_tried_again_after_a_pause_that_doubles_until_the_retries_are_spent()
    {
        await using var bench = new MachineBench(Samples.Submission(maxRetries: 2));
        var pauses = new List<double>();
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var token = await bench.StartAsync();
            await bench.ReportAsync(Samples.Failure(bench.Mission.CorrelationId, token));
            if (bench.Mission.NextAttemptAt is { } next)
            {
                pauses.Add((next - bench.Time.GetUtcNow()).TotalSeconds);
                await bench.AdvanceAsync(next - bench.Time.GetUtcNow());
            }
        }

        Assert.Equal(MissionLifeState.DeadLettered, bench.Mission.LifeState);
        Assert.InRange(pauses[0], 2, 2 * (1 + RetryBackOff.Jitter));
        Assert.InRange(pauses[1], 4, 4 * (1 + RetryBackOff.Jitter));
        Assert.Equal(3, bench.Events.Count(row => row.Event == MissionEventNames.AttemptFailed));
        Assert.All(bench.Events.Where(row => row.Event == MissionEventNames.AttemptFailed), row => Assert.Contains("no luck", row.Details));
    }

    [Fact]
    public async Task A_handler_can_say_when_to_try_again()
    {
        await using var bench = new MachineBench(Samples.Submission());
        var token = await bench.StartAsync();

        await bench.ReportAsync(Samples.Failure(bench.Mission.CorrelationId, token, retryAfter: 90));

        Assert.Equal(bench.Time.GetUtcNow().AddSeconds(90), bench.Mission.NextAttemptAt);
    }

    [Fact]
    public async Task A_failure_that_no_retry_can_help_ends_the_mission_as_failed()
    {
        await using var bench = new MachineBench(Samples.Submission());
        var token = await bench.StartAsync();

        await bench.ReportAsync(Samples.Failure(bench.Mission.CorrelationId, token, retryable: false));

        Assert.Equal(MissionLifeState.Failed, bench.Mission.LifeState);
        Assert.Equal("no luck", bench.Mission.ErrorMessage);
    }

    [Fact]
    public async Task A_dead_letter_that_is_requeued_starts_a_new_round_with_new_tokens_and_all_its_retries()
    {
        await using var bench = new MachineBench(Samples.Submission(maxRetries: 0));
        var old = await bench.StartAsync();
        await bench.ReportAsync(Samples.Failure(bench.Mission.CorrelationId, old));

        var outcome = await bench.CommandAsync(new RequeueMission(bench.Mission.CorrelationId, "api", "try again"));
        var token = await bench.StartAsync();
        await bench.ReportAsync(Samples.Success(bench.Mission.CorrelationId, token));

        Assert.Equal(CommandVerdict.Done, outcome.Verdict);
        Assert.NotEqual(old, token);
        Assert.Equal((2, 2, MissionLifeState.Succeeded), (bench.Mission.Round, bench.Mission.Attempt, bench.Mission.LifeState));
        Assert.Null(bench.Mission.ErrorMessage);
    }

    [Fact]
    public async Task A_discarded_dead_letter_stays_one_and_is_not_requeued()
    {
        await using var bench = new MachineBench(Samples.Submission(maxRetries: 0));
        var token = await bench.StartAsync();
        await bench.ReportAsync(Samples.Failure(bench.Mission.CorrelationId, token));

        var discarded = await bench.CommandAsync(new DiscardMission(bench.Mission.CorrelationId, "api", null));
        var requeued = await bench.CommandAsync(new RequeueMission(bench.Mission.CorrelationId, "api", null));

        Assert.Equal((CommandVerdict.Done, CommandVerdict.Refused), (discarded.Verdict, requeued.Verdict));
        Assert.Equal(MissionLifeState.DeadLettered, bench.Mission.LifeState);
        Assert.NotNull(bench.Mission.DiscardedAt);
    }
}

using System.Text.Json;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Corporation.Sagas.Commanding;
using Corporation.Sagas.MissionLife;

namespace Corporation.Sagas.Tests.MissionLife;

public sealed class MissionSagaTests
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_mission_goes_from_the_queue_to_its_result()
    {
        await using var bench = new MachineBench(Samples.Submission());

        var token = await bench.StartAsync();
        var answer = await bench.ReportAsync(Samples.Success(bench.Mission.CorrelationId, token));

        Assert.IsType<ReportRecorded>(answer);
        Assert.Equal(["submitted", "queued", "claimed", "started", "succeeded"], bench.Events.Select(row => row.Event));
        Assert.Equal("""{"text":"hi"}""", Assert.Single(bench.Rows.OfType<StoredResult>()).Result);
    }

    [Fact]
    public async Task A_report_that_is_sent_again_is_acknowledged_again_and_changes_nothing()
    {
        await using var bench = new MachineBench(Samples.Submission());
        var token = await bench.StartAsync();
        await bench.ReportAsync(Samples.Success(bench.Mission.CorrelationId, token));
        var rows = bench.Rows.Count;

        var answer = await bench.ReportAsync(Samples.Success(bench.Mission.CorrelationId, token));

        Assert.IsType<ReportRecorded>(answer);
        Assert.Equal(rows, bench.Rows.Count);
    }

    [Fact]
    public async Task A_result_after_the_lease_lapsed_is_refused_and_shown_as_late()
    {
        await using var bench = new MachineBench(Samples.Submission());
        var token = await bench.StartAsync();
        await bench.AdvanceAsync(bench.Options.LeaseDuration);

        var answer = await bench.ReportAsync(Samples.Success(bench.Mission.CorrelationId, token));

        Assert.Equal(ClaimDenial.Superseded, Assert.IsType<ReportRefused>(answer).Reason);
        Assert.Equal(MissionLifeState.Retrying, bench.Mission.LifeState);
        Assert.Equal(MissionEventNames.LateResult, bench.Events.Last().Event);
        Assert.Empty(bench.Rows.OfType<StoredResult>());
    }

    [Fact]
    public async Task Asking_again_for_what_one_holds_gives_the_same_grant()
    {
        await using var bench = new MachineBench(Samples.Submission());
        var first = Assert.IsType<ClaimGranted>(await bench.ClaimAsync(1));

        var second = Assert.IsType<ClaimGranted>(await bench.ClaimAsync(1));
        var other = Assert.IsType<ClaimDenied>(await bench.ClaimAsync(1, "f2"));

        Assert.Equal(first.ClaimToken, second.ClaimToken);
        Assert.Equal(ClaimDenial.Held, other.Reason);
        Assert.Equal(1, bench.Mission.Attempt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task An_offer_of_another_attempt_is_denied_as_superseded(int attempt)
    {
        await using var bench = new MachineBench(Samples.Submission());

        var answer = await bench.ClaimAsync(attempt);

        Assert.Equal(ClaimDenial.Superseded, Assert.IsType<ClaimDenied>(answer).Reason);
        Assert.Equal(MissionLifeState.Queued, bench.Mission.LifeState);
    }

    [Fact]
    public async Task A_claim_of_an_older_process_of_a_factory_is_denied()
    {
        await using var bench = new MachineBench(Samples.Submission());
        bench.Epochs["f1"] = 7;

        var answer = await bench.ClaimAsync(1, "f1", epoch: 6);

        Assert.Equal(ClaimDenial.FactorySuperseded, Assert.IsType<ClaimDenied>(answer).Reason);
    }

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

    [Fact]
    public async Task A_waiting_mission_is_cancelled_at_once()
    {
        await using var bench = new MachineBench(Samples.Submission());

        var outcome = await bench.CommandAsync(new CancelMission(bench.Mission.CorrelationId, "api", "not wanted"));
        var claim = await bench.ClaimAsync(1);

        Assert.Equal(CommandVerdict.Done, outcome.Verdict);
        Assert.Equal(MissionLifeState.Cancelled, bench.Mission.LifeState);
        Assert.Equal(ClaimDenial.Cancelled, Assert.IsType<ClaimDenied>(claim).Reason);
    }

    [Fact]
    public async Task A_running_mission_is_cancelled_when_the_factory_confirms()
    {
        await using var bench = new MachineBench(Samples.Submission());
        var token = await bench.StartAsync();
        await bench.CommandAsync(new CancelMission(bench.Mission.CorrelationId, "api", null));
        var asked = bench.Events.Last();

        await bench.ReportAsync(new MissionStopped { MissionId = bench.Mission.CorrelationId, ClaimToken = token });

        Assert.Equal((MissionEventNames.CancelRequested, "f1", (Guid?)token), (asked.Event, asked.FactoryId, asked.ClaimToken));
        Assert.Equal(MissionLifeState.Cancelled, bench.Mission.LifeState);
    }

    [Fact]
    public async Task A_cancel_that_the_factory_does_not_confirm_takes_effect_after_the_lease_and_fences_it()
    {
        await using var bench = new MachineBench(Samples.Submission());
        var token = await bench.StartAsync();
        await bench.CommandAsync(new CancelMission(bench.Mission.CorrelationId, "api", null));

        await bench.AdvanceAsync(bench.Options.LeaseDuration);
        var late = await bench.ReportAsync(Samples.Success(bench.Mission.CorrelationId, token));

        Assert.Equal(MissionLifeState.Cancelled, bench.Mission.LifeState);
        Assert.Equal(ClaimDenial.Cancelled, Assert.IsType<ReportRefused>(late).Reason);
    }

    [Fact]
    public async Task A_result_that_comes_although_a_cancel_was_asked_for_is_not_thrown_away()
    {
        await using var bench = new MachineBench(Samples.Submission());
        var token = await bench.StartAsync();
        await bench.CommandAsync(new CancelMission(bench.Mission.CorrelationId, "api", null));

        await bench.ReportAsync(Samples.Success(bench.Mission.CorrelationId, token));

        Assert.Equal(MissionLifeState.Succeeded, bench.Mission.LifeState);
    }

    [Fact]
    public async Task What_a_factory_gives_back_is_queued_at_its_old_place_and_spends_no_retry()
    {
        await using var bench = new MachineBench(Samples.Submission());
        var queuedAt = bench.Mission.QueuedAt;
        var token = await bench.StartAsync();
        bench.Time.Advance(TimeSpan.FromSeconds(5));

        await bench.ReportAsync(new MissionReleased { MissionId = bench.Mission.CorrelationId, ClaimToken = token, Reason = "shutting down" });

        Assert.Equal((MissionLifeState.Queued, 0, 1), (bench.Mission.LifeState, bench.Mission.RetriesUsed, bench.Mission.Attempt));
        Assert.Equal(queuedAt, bench.Mission.QueuedAt);
    }

    [Fact]
    public async Task A_newer_process_of_the_factory_ends_what_the_older_one_held_at_once()
    {
        await using var bench = new MachineBench(Samples.Submission());
        await bench.StartAsync("f1", epoch: 1);

        await bench.SendAsync(new SupersedeClaim(bench.Mission.CorrelationId, "f1", Epoch: 2));

        Assert.Equal(MissionLifeState.Retrying, bench.Mission.LifeState);
        Assert.Equal(MissionErrorTypes.FactoryRestarted, bench.Mission.ErrorType);
    }

    [Fact]
    public async Task A_mission_with_a_start_time_is_queued_then_and_not_before()
    {
        await using var bench = new MachineBench(Samples.Submission(startAt: Begin.AddMinutes(10)));

        await bench.AdvanceAsync(TimeSpan.FromMinutes(9));
        var before = bench.Mission.LifeState;
        await bench.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal((MissionLifeState.Scheduled, MissionLifeState.Queued), (before, bench.Mission.LifeState));
    }

    [Fact]
    public async Task A_mission_expires_at_its_deadline_whoever_holds_it()
    {
        await using var bench = new MachineBench(Samples.Submission(deadlineAt: Begin.AddSeconds(20)));
        var granted = Assert.IsType<ClaimGranted>(await bench.ClaimAsync());

        await bench.AdvanceAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(20, granted.TimeoutSeconds);
        Assert.Equal(MissionLifeState.Expired, bench.Mission.LifeState);
    }

    [Fact]
    public async Task An_attempt_that_overruns_its_timeout_is_ended_by_HQ_although_its_lease_is_renewed()
    {
        await using var bench = new MachineBench(Samples.Submission());
        await bench.StartAsync();
        bench.Mission.LeaseExpiresAt = DateTimeOffset.MaxValue;

        await bench.AdvanceAsync(TimeSpan.FromSeconds(60) + bench.Options.OverrunGraceDuration);

        Assert.Equal((MissionLifeState.Retrying, MissionErrorTypes.TimedOut), (bench.Mission.LifeState, bench.Mission.ErrorType));
    }

    [Fact]
    public async Task An_offer_that_nobody_claims_lapses_and_may_be_made_again()
    {
        await using var bench = new MachineBench(Samples.Submission());
        bench.Mission.OfferedAt = bench.Time.GetUtcNow();

        await bench.AdvanceAsync(bench.Options.OfferTimeout);

        Assert.Null(bench.Mission.OfferedAt);
        Assert.Equal(MissionEventNames.OfferLapsed, bench.Events.Last().Event);
    }

    [Fact]
    public async Task A_result_over_the_limit_fails_the_mission_with_an_error_that_says_the_limit()
    {
        await using var bench = new MachineBench(Samples.Submission());
        var token = await bench.StartAsync();
        var large = JsonSerializer.SerializeToElement(new string('x', bench.Options.MaxResultBytes));

        await bench.ReportAsync(new MissionSucceeded { MissionId = bench.Mission.CorrelationId, ClaimToken = token, Result = large });

        Assert.Equal((MissionLifeState.Failed, MissionErrorTypes.UnusableResult), (bench.Mission.LifeState, bench.Mission.ErrorType));
        Assert.Contains("262144", bench.Mission.ErrorMessage);
    }

    [Fact]
    public async Task A_report_that_overtakes_the_start_leaves_a_complete_timeline()
    {
        await using var bench = new MachineBench(Samples.Submission());
        var granted = Assert.IsType<ClaimGranted>(await bench.ClaimAsync());

        await bench.ReportAsync(Samples.Success(bench.Mission.CorrelationId, granted.ClaimToken));
        await bench.SendAsync(new MissionStarted { MissionId = bench.Mission.CorrelationId, ClaimToken = granted.ClaimToken });

        Assert.Equal(["submitted", "queued", "claimed", "started", "succeeded"], bench.Events.Select(row => row.Event));
    }

    [Fact]
    public async Task Messages_about_a_mission_that_HQ_does_not_know_are_answered_as_unknown()
    {
        await using var bench = new MachineBench(Samples.Submission());

        var report = await bench.ReportAsync(Samples.Success(Guid.NewGuid(), Guid.NewGuid()));
        var command = await bench.CommandAsync(new CancelMission(Guid.NewGuid(), "api", null));

        Assert.Equal(ClaimDenial.Unknown, Assert.IsType<ReportRefused>(report).Reason);
        Assert.Equal(CommandVerdict.NotFound, command.Verdict);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lease_that_ran_out_while_HQ_was_away_is_not_held_against_the_factory(bool couldNotWrite)
    {
        await using var bench = new MachineBench(Samples.Submission(maxRetries: 0));
        if (!couldNotWrite)
            bench.Presence.Seen(bench.Time.GetUtcNow());
        var token = await bench.StartAsync();
        bench.Time.Advance(bench.Options.LeaseDuration * 2);
        if (couldNotWrite)
        {
            bench.Store.Failed("the disk was full", bench.Time.GetUtcNow());
            bench.Store.Healed();
        }

        await bench.AdvanceAsync(TimeSpan.Zero);
        var answer = await bench.ReportAsync(Samples.Success(bench.Mission.CorrelationId, token));

        Assert.IsType<ReportRecorded>(answer);
        Assert.Equal(MissionLifeState.Succeeded, bench.Mission.LifeState);
    }

    [Fact]
    public async Task A_factory_that_does_not_come_back_after_HQ_did_loses_its_claim_one_lease_later()
    {
        await using var bench = new MachineBench(Samples.Submission());
        bench.Presence.Seen(bench.Time.GetUtcNow());
        await bench.StartAsync();
        bench.Time.Advance(bench.Options.LeaseDuration * 2);
        bench.Presence.Seen(bench.Time.GetUtcNow());
        await bench.AdvanceAsync(TimeSpan.Zero);
        var meanwhile = bench.Mission.LifeState;

        for (var waited = TimeSpan.Zero; waited < bench.Options.LeaseDuration; waited += TimeSpan.FromSeconds(1))
        {
            bench.Time.Advance(TimeSpan.FromSeconds(1));
            bench.Presence.Seen(bench.Time.GetUtcNow());
        }

        await bench.AdvanceAsync(TimeSpan.Zero);

        Assert.Equal((MissionLifeState.Running, MissionLifeState.Retrying), (meanwhile, bench.Mission.LifeState));
    }

    [Fact]
    public async Task An_attempt_whose_time_was_cut_to_the_deadline_expires_although_its_report_is_faster_than_the_clock()
    {
        await using var bench = new MachineBench(Samples.Submission(maxRetries: 0, deadlineAt: Begin.AddSeconds(20)));
        var token = await bench.StartAsync();

        await bench.ReportAsync(new MissionFailed
        {
            MissionId = bench.Mission.CorrelationId,
            ClaimToken = token,
            Error = new MissionError(MissionErrorTypes.TimedOut, "too late"),
            Retryable = true,
        });

        Assert.Equal(MissionLifeState.Expired, bench.Mission.LifeState);
    }
}

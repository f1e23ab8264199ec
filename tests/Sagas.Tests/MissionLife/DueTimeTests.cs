using Corporation.Contracts.Claiming;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Corporation.Sagas.MissionLife;

namespace Corporation.Sagas.Tests.MissionLife;

public sealed class DueTimeTests
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

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

using System.Text.Json;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Corporation.Sagas.Commanding;
using Corporation.Sagas.MissionLife;

namespace Corporation.Sagas.Tests.MissionLife;

public sealed class MissionSagaTests
{
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
}

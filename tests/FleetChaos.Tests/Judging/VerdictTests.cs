using Corporation.Contracts.Missions;
using Corporation.FleetChaos.Delegating;
using Corporation.FleetChaos.Judging;
using Corporation.FleetChaos.Striking;

namespace Corporation.FleetChaos.Tests.Judging;

public sealed class VerdictTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-chaos-").FullName;
    private readonly SubmitLedger _ledger;
    private readonly MissionMix _mix = new(1, TimeSpan.FromSeconds(30));

    public VerdictTests() => _ledger = new SubmitLedger(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_accepted_and_ended_as_it_must_is_in_order()
    {
        var account = Judge(Stored(MissionLifeState.Succeeded));

        Assert.Equal((1, 1, 0L, 0L), (account.Accepted, account.Terminal, account.Gone, account.Doubled));
        Assert.Empty(account.Broken);
    }

    [Fact]
    public void An_accepted_mission_that_is_not_there_is_lost()
    {
        Stored(MissionLifeState.Succeeded);

        var account = Judge();

        Assert.Equal((1, 0, 1L), (account.Accepted, account.Terminal, account.Gone));
        Assert.Contains("is not in the database", Assert.Single(account.Broken), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mission_that_has_not_ended_or_ended_otherwise_is_told()
    {
        var account = Judge(Stored(MissionLifeState.Running), Stored(MissionLifeState.DeadLettered));

        Assert.Equal((2, 1), (account.Accepted, account.Terminal));
        Assert.Contains("is running; it should be succeeded", account.Broken[0] + account.Broken[1], StringComparison.Ordinal);
        Assert.Contains("is dead_lettered; it should be succeeded", account.Broken[0] + account.Broken[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Two_missions_for_one_key_are_one_too_many()
    {
        var order = _mix.Echo();
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        _ledger.Accept(order, first);
        _ledger.Accept(order, second);

        var account = Judge(new StoredMission(first, MissionLifeState.Succeeded, order.Key));

        Assert.Equal(1, account.Doubled);
        Assert.Contains(second.ToString(), Assert.Single(account.Broken), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mission_that_no_submit_was_answered_with_is_one_too_many()
    {
        var account = Judge(Stored(MissionLifeState.Succeeded), new StoredMission(Guid.NewGuid(), MissionLifeState.Succeeded, "another"));

        Assert.Equal(1, account.Doubled);
        Assert.Contains("no submit was answered", Assert.Single(account.Broken), StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_line_has_the_fields_that_scripts_rely_on()
    {
        var verdict = new Verdict
        {
            Submitted = 3,
            Terminal = 3,
            Lost = 0,
            DoubleRecorded = 0,
            OverlappingClaims = 0,
            Faults = new Dictionary<FaultKind, int> { [FaultKind.HqKillBoth] = 2 },
            CrashToRequeueP99 = 41.26,
            Requeues = 5,
            LateResults = 1,
            Seconds = 12.34,
            Broken = [],
        };

        Assert.True(verdict.IsSound);
        Assert.Equal(
            """{"submitted":3,"terminal":3,"lost":0,"double_recorded":0,"overlapping_claims":0,"faults":{"hq_kill_both":2},"p99_crash_to_requeue_seconds":41.3,"seconds":12.3}""",
            VerdictText.Json(verdict));
        Assert.Contains("\"p99_crash_to_requeue_seconds\":null", VerdictText.Json(verdict with { CrashToRequeueP99 = null }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 3, 0, 0, 0)]
    [InlineData(false, 4, 1, 0, 0)]
    [InlineData(false, 4, 0, 1, 0)]
    [InlineData(false, 4, 0, 0, 1)]
    [InlineData(true, 4, 0, 0, 0)]
    public void Only_zeros_are_sound(bool isSound, int terminal, long lost, long doubled, long overlapping)
    {
        var verdict = new Verdict
        {
            Submitted = 4,
            Terminal = terminal,
            Lost = lost,
            DoubleRecorded = doubled,
            OverlappingClaims = overlapping,
            Faults = new Dictionary<FaultKind, int>(),
            CrashToRequeueP99 = null,
            Requeues = 0,
            LateResults = 0,
            Seconds = 1,
            Broken = [],
        };

        Assert.Equal(isSound, verdict.IsSound);
        Assert.False((verdict with { Broken = ["something"] }).IsSound);
    }

    [Fact]
    public void A_percentile_is_a_value_that_was_measured()
    {
        double[] sorted = [.. Enumerable.Range(1, 200)];

        Assert.Equal((198, 200), (RequeueTimes.Percentile(sorted, 99), RequeueTimes.Percentile(sorted, 100)));
        Assert.Equal(7, RequeueTimes.Percentile([7], 99));
        Assert.Null(RequeueTimes.Percentile([], 99));
    }

    [Fact]
    public void A_seed_makes_the_same_missions_again_and_each_kind_of_them()
    {
        var (one, other) = (new MissionMix(7, TimeSpan.FromSeconds(30)).Compose(500), new MissionMix(7, TimeSpan.FromSeconds(30)).Compose(500));

        Assert.Equal(one.Select(Describe), other.Select(Describe));
        Assert.Equal(500, one.Select(order => order.Key).Distinct().Count());
        Assert.Equal(["echo", "shell_task", "system:ping"], one.Select(order => order.Submission.MissionKind).Distinct().Order());
        Assert.Contains(one, order => order.IsSubmittedTwice);
        Assert.Contains(one, order => order.CancelAfter is not null);
        Assert.Contains(one, order => order.End == MissionLifeState.DeadLettered);
        Assert.Contains(one, order => order.Submission.Priority > 1);
        Assert.Contains(one, order => order.Submission.Payload!.Context!.Value.GetRawText().Contains("\"39\"", StringComparison.Ordinal));

        static string Describe(MissionOrder order) => $"{order.Submission.MissionKind} {order.Submission.Payload!.Context} {order.Submission.Priority} {order.End} {order.CancelAfter}";
    }

    private StoredMission Stored(MissionLifeState state)
    {
        var order = _mix.Echo();
        var id = Guid.NewGuid();
        _ledger.Accept(order, id);
        return new StoredMission(id, state, order.Key);
    }

    private Account Judge(params StoredMission[] stored) => Account.Of(_ledger, stored.ToDictionary(mission => mission.Id));
}

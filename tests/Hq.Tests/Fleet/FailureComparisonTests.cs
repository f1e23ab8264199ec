using Corporation.Hq.Fleet;
using Corporation.Sagas.FactoryLife;

namespace Corporation.Hq.Tests.Fleet;

public sealed class FailureComparisonTests
{
    private static readonly FleetOptions Options = new();

    [Fact]
    public void One_that_fails_much_more_often_than_its_peers_belongs_into_quarantine_and_is_told_the_figures()
    {
        var reason = FailureComparison.Verdict("bad", 0, [Rate("bad", 2, 18), Rate("one", 19, 1), Rate("two", 20, 0)], Options);

        Assert.Contains("18 of its last 20", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("what fails everywhere is no fault of a machine", 2, 18, 3, 17)]
    [InlineData("too few attempts say nothing", 0, 9, 20, 0)]
    [InlineData("nor do peers with too few", 0, 20, 5, 0)]
    [InlineData("less than half is not enough", 11, 9, 20, 0)]
    public void Others_do_not(string why, long succeeded, long failed, long peerSucceeded, long peerFailed) =>
        Assert.True(FailureComparison.Verdict("it", 0, [Rate("it", succeeded, failed), Rate("peer", peerSucceeded, peerFailed)], Options) is null, why);

    [Fact]
    public void Peers_are_those_of_the_same_kinds() =>
        Assert.Null(FailureComparison.Verdict("it", 0, [Rate("it", 0, 20), Rate("peer", 20, 0, "other")], Options));

    [Fact]
    public void What_was_before_it_was_let_back_is_forgiven() =>
        Assert.Null(FailureComparison.Verdict("it", 5, [Rate("it", 0, 20, period: 5), Rate("peer", 20, 0)], Options));

    [Fact]
    public void A_kind_that_is_hard_for_everybody_does_not_count_against_who_has_done_most_of_it() =>
        Assert.Null(FailureComparison.Verdict(
            "it", 0, [Rate("it", 0, 10, "hard"), Rate("it", 1, 0, "easy"), Rate("peer", 0, 10, "hard"), Rate("peer", 1_000, 0, "easy")], Options));

    [Fact]
    public void A_kind_that_nobody_else_runs_is_not_compared() =>
        Assert.Null(FailureComparison.Verdict("it", 0, [Rate("it", 0, 50, "own"), Rate("it", 8, 2), Rate("peer", 20, 0)], Options));

    [Fact]
    public void All_that_is_lost_with_a_machine_at_once_is_one_failure_and_a_machine_that_dies_again_and_again_is_found()
    {
        AttemptRate[] peers = [Rate("peer", 50, 0, "a"), Rate("peer", 50, 0, "b")];
        Assert.Null(FailureComparison.Verdict("it", 0, [.. peers, Rate("it", 9, 0, "a") with { Lost = 40 }, Rate("it", 0, 0, "b") with { Lost = 40 }], Options));

        var again = Enumerable.Range(1, 12).Select(period => Rate("it", 0, 0, "a", period) with { Lost = 40 });
        Assert.Contains("12 of its last 12", FailureComparison.Verdict("it", 0, [.. peers, .. again], Options), StringComparison.Ordinal);
    }

    private static AttemptRate Rate(string factory, long succeeded, long failed, string kind = "echo", long period = 1) => new(factory, kind, period, succeeded, failed);
}

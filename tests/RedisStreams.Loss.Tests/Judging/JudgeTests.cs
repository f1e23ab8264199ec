using System.Text.Json.Nodes;
using Corporation.TransportChaos.Judging;
using Corporation.TransportChaos.Ledgers;
using Corporation.TransportChaos.Striking;

namespace Corporation.RedisStreams.Loss.Tests.Judging;

/// <summary>A checker that finds nothing proves nothing: here it has something to find.</summary>
public sealed class JudgeTests
{
    private static readonly ParcelId One = new(1, 1);
    private static readonly ParcelId Two = new(1, 2);

    private readonly Dictionary<ParcelId, SendFate> _sends = [];
    private readonly Dictionary<string, ConsumerAccount> _consumers = [];
    private readonly List<Strike> _strikes = [];
    private readonly Dictionary<(string Queue, ParcelId Id), ErrorCopy> _errors = [];

    [Fact]
    public void All_that_was_sent_and_arrived_once_is_sound()
    {
        Sent(One, ParcelKind.Plain);
        Handled("a", Route.Work, One, began: 10);

        var verdict = Decide();

        Assert.True(verdict.IsSound);
        Assert.Equal((1, 1, 1, 0, 0), (verdict.Sent, verdict.Acknowledged, verdict.Consumed, verdict.Lost, verdict.Duplicates));
    }

    [Theory]
    [InlineData((int)ParcelKind.Plain)]
    [InlineData((int)ParcelKind.Doomed)]
    [InlineData((int)ParcelKind.Scheduled)]
    [InlineData((int)ParcelKind.FannedOut)]
    public void One_that_was_acknowledged_and_never_arrived_is_lost(int kind)
    {
        Sent(One, (ParcelKind)kind);

        var verdict = Decide();

        Assert.Equal(1, verdict.Lost);
        Assert.Contains("never arrived", Assert.Single(verdict.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public void One_whose_send_is_unknown_may_be_missing()
    {
        Sent(One, ParcelKind.Plain, isAcknowledged: false);

        Assert.True(Decide().IsSound);
    }

    [Fact]
    public void A_publish_that_reached_one_of_two_is_lost_and_a_half()
    {
        Sent(One, ParcelKind.FannedOut);
        Handled("a", Route.Left, One, began: 10);

        var verdict = Decide();

        Assert.Equal(1, verdict.Lost);
        Assert.Contains(verdict.Violations, violation => violation.Contains("published by halves", StringComparison.Ordinal));
    }

    [Fact]
    public void A_repetition_needs_a_reason()
    {
        Sent(One, ParcelKind.Plain);
        Handled("a", Route.Work, One, began: 10);
        Handled("b", Route.Work, One, began: 30);

        Assert.Contains("repeated without reason", Assert.Single(Decide().Violations), StringComparison.Ordinal);

        _strikes.Add(new Strike(StrikeKind.RestartConsumer, "a", 5, 40));
        Assert.False(Decide().IsSound); // A stop in order is none.

        _strikes.Add(new Strike(StrikeKind.KillConsumer, "a", 15, 20));
        var verdict = Decide();
        Assert.True(verdict.IsSound);
        Assert.Equal((1, 1), (verdict.Duplicates, verdict.Explained));
    }

    [Fact]
    public void A_second_entry_needs_a_send_without_an_answer_and_without_deduplication()
    {
        Sent(One, ParcelKind.Plain);
        Handled("a", Route.Work, One, began: 10, entry: "1-0");
        Handled("a", Route.Work, One, began: 20, entry: "2-0");

        Assert.Contains("doubled", Assert.Single(Decide().Violations), StringComparison.Ordinal);

        _sends[One].Failures = 1;
        Assert.True(Decide().IsSound);

        _sends[One].Failures = 0;
        _strikes.Add(new Strike(StrikeKind.KillServer, null, 3, 7));
        Assert.True(Decide().IsSound);

        _sends[One] = new SendFate(One, ParcelKind.Plain, 0, isDeduplicated: true) { IsAcknowledged = true, Failures = 1 };
        Assert.False(Decide().IsSound);
    }

    [Fact]
    public void A_stranger_is_found()
    {
        Handled("a", Route.Work, One, began: 10);

        Assert.Contains("nobody sent it", Assert.Single(Decide().Violations), StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_was_taken_back_must_not_arrive()
    {
        Sent(One, ParcelKind.Cancelled);
        _sends[One].WasTakenBack = true;
        Assert.True(Decide().IsSound);

        Handled("a", Route.Work, One, began: 10);
        Assert.False(Decide().IsSound);
    }

    [Fact]
    public void Messages_of_one_key_come_in_order()
    {
        Sent(One, ParcelKind.Ordered);
        Sent(Two, ParcelKind.Ordered);
        Handled("a", Route.Ordered, Two, began: 10, entry: "2-0");
        Handled("a", Route.Ordered, One, began: 20, entry: "1-0");

        Assert.Contains("out of order", Assert.Single(Decide().Violations), StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_never_fails_has_no_place_in_the_error_queue()
    {
        Sent(One, ParcelKind.Plain);
        _errors[(Route.Work, One)] = new ErrorCopy(1, "");

        Assert.Contains("buried alive", Assert.Single(Decide().Violations), StringComparison.Ordinal);
    }

    [Fact]
    public void The_line_for_programs_has_the_figures()
    {
        Sent(One, ParcelKind.Plain);

        var line = JsonNode.Parse(VerdictText.Json(Decide()))!.AsObject();

        string[] names = ["sent", "acknowledged", "consumed", "lost", "duplicates", "explained", "consumer_kills", "server_kills", "seconds"];
        Assert.Equal(names, line.Select(figure => figure.Key));
        Assert.Equal(1, (int)line["lost"]!);
    }

    private void Sent(ParcelId id, ParcelKind kind, bool isAcknowledged = true) =>
        _sends[id] = new SendFate(id, kind, chain: 0, isDeduplicated: false) { IsAcknowledged = isAcknowledged };

    private void Handled(string process, string queue, ParcelId id, long began, string entry = "1-0")
    {
        if (!_consumers.TryGetValue(process, out var account))
            _consumers[process] = account = new ConsumerAccount(process);
        account.Handled.Add(new Handling(queue, id, entry, IsRedelivered: false, began, began + 1));
    }

    private Verdict Decide() => new Judge(new Evidence(_sends, [.. _consumers.Values], _strikes, _errors, LeaseTicks: 5)).Decide([], TimeSpan.Zero);
}

using Corporation.Cli.Tests.Faking;
using Corporation.Client;
using Corporation.Contracts.Http;

namespace Corporation.Cli.Tests;

public sealed class DoctorTests
{
    private static readonly Guid Mission = Guid.Parse("0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77");

    private readonly Terminal _terminal = new();

    [Fact]
    public async Task When_all_promises_hold_it_says_so_and_ends_with_0()
    {
        var code = await _terminal.RunAsync("doctor", "--invariants");

        Assert.Equal(0, code);
        Assert.Contains("3 missions with 12 events: all promises hold", _terminal.Out, StringComparison.Ordinal);
        Assert.All(InvariantNames.All, name => Assert.Contains(name, _terminal.Out, StringComparison.Ordinal));
        Assert.Equal([(null, TimeSpan.FromMinutes(1))], _terminal.Hq.Checks);
    }

    [Fact]
    public async Task All_pages_are_asked_for_and_a_broken_promise_ends_with_1_and_is_named()
    {
        Audit(
            new InvariantPage(2, 8, [new InvariantViolation(InvariantNames.Stuck, 2, [new InvariantBreach(Mission, "Retrying, due since 90 s")])], Mission),
            new InvariantPage(1, 4, [new InvariantViolation(InvariantNames.Stuck, 1, [new InvariantBreach(Mission, "Claimed, but nothing is due")])], null));

        var code = await _terminal.RunAsync("doctor", "--invariants", "--grace", "90s");

        Assert.Equal(1, code);
        Assert.Contains("stuck, 2 of 3:", _terminal.Out, StringComparison.Ordinal);
        Assert.Contains($"{Mission}  Claimed, but nothing is due", _terminal.Out, StringComparison.Ordinal);
        Assert.Contains("3 missions with 12 events: 1 promise is broken", _terminal.Out, StringComparison.Ordinal);
        Assert.Equal([(null, TimeSpan.FromSeconds(90)), (Mission, TimeSpan.FromSeconds(90))], _terminal.Hq.Checks);
    }

    [Fact]
    public async Task With_json_it_is_one_object_for_programs()
    {
        Audit(new InvariantPage(1, 4, [new InvariantViolation(InvariantNames.Lost, 1, [new InvariantBreach(Mission, "the mission has no events")])], null));

        var code = await _terminal.RunAsync("doctor", "--invariants", "--json");

        Assert.Equal(1, code);
        Assert.Equal(
            $$"""{"missions":1,"events":4,"holds":false,"violations":[{"invariant":"lost","count":1,"breaches":[{"job_id":"{{Mission}}","detail":"the mission has no events"}]}]}""",
            Assert.Single(_terminal.Lines));
    }

    [Fact]
    public async Task An_hq_that_gives_no_answer_ends_with_3()
    {
        _terminal.Hq.Failure = new HqUnreachableException(new Uri("http://127.0.0.1:1/"), new HttpRequestException("refused"));

        Assert.Equal(3, await _terminal.RunAsync("doctor", "--invariants"));
    }

    private void Audit(params InvariantPage[] pages)
    {
        _terminal.Hq.Audit.Clear();
        foreach (var page in pages)
            _terminal.Hq.Audit.Enqueue(page);
    }
}

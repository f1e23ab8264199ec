using Corporation.Cli.Tests.Faking;

namespace Corporation.Cli.Tests;

public sealed class DeadLetterTests
{
    private readonly Terminal _terminal = new();

    [Theory]
    [InlineData("requeue")]
    [InlineData("discard")]
    public async Task By_filter_the_count_is_asked_first_and_then_confirmed(string verb)
    {
        var code = await _terminal.RunAsync("mission", verb, "--kind", "echo", "--since", "24h", "--yes", "--json");

        Assert.Equal(0, code);
        Assert.Equal([null, 3], _terminal.Hq.Selections.Select(selection => selection.ConfirmCount));
        Assert.All(_terminal.Hq.Selections, selection => Assert.Equal("echo", selection.MissionKind));
        Assert.All(_terminal.Hq.Selections, selection => Assert.Equal(Samples.Now.AddDays(-1), selection.Since));
        Assert.Equal(3, _terminal.Json.GetProperty("changed").GetInt32());
    }

    [Fact]
    public async Task Without_a_terminal_and_without_yes_nothing_happens()
    {
        Assert.Equal(2, await _terminal.RunAsync("mission", "requeue", "--all"));

        Assert.Null(Assert.Single(_terminal.Hq.Selections).ConfirmCount);
        Assert.Contains("3 dead letters would be requeued", _terminal.Error);
        Assert.Contains("--yes", _terminal.Error);
    }

    [Theory]
    [InlineData("y", 0, 2)]
    [InlineData("YES", 0, 2)]
    [InlineData("", 2, 1)]
    [InlineData("n", 2, 1)]
    public async Task On_a_terminal_the_answer_decides(string typed, int code, int calls)
    {
        _terminal.InIsTerminal = true;
        _terminal.Typed = typed + "\n";

        Assert.Equal(code, await _terminal.RunAsync("mission", "discard", "--text", "refused"));

        Assert.Equal(calls, _terminal.Hq.Selections.Count);
        Assert.Contains("3 dead letters", _terminal.Error);
    }

    [Fact]
    public async Task A_dry_run_only_counts()
    {
        Assert.Equal(0, await _terminal.RunAsync("mission", "requeue", "--all", "--dry-run", "--yes"));

        Assert.Single(_terminal.Hq.Selections);
        Assert.Contains("3 dead letters match", _terminal.Out);
    }

    [Fact]
    public async Task By_id_each_is_done()
    {
        var other = Guid.NewGuid();

        Assert.Equal(0, await _terminal.RunAsync("mission", "requeue", Samples.Id.ToString(), other.ToString()));

        Assert.Equal([$"requeue {Samples.Id}", $"requeue {other}"], _terminal.Hq.Commands);
    }
}

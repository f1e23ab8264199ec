using System.Text.Json;
using Corporation.Cli.Tests.Faking;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;

namespace Corporation.Cli.Tests;

public sealed class OutputTests
{
    private readonly Terminal _terminal = new();

    public static TheoryData<string> Verbs { get; } =
    [
        "mission submit echo",
        "mission submit echo --wait",
        "mission submit echo --follow",
        "mission list",
        "mission show 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77 --events",
        "mission watch 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77",
        "mission cancel 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77",
        "mission requeue 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77",
        "mission discard --all --yes",
        "kinds",
        "kinds echo",
        "completion bash",
    ];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task With_json_every_line_is_one_object_with_snake_case_names(string line)
    {
        Assert.Equal(0, await _terminal.RunAsync([.. line.Split(' '), "--json"]));

        Assert.NotEmpty(_terminal.Lines);
        foreach (var text in _terminal.Lines)
        {
            var json = JsonSerializer.Deserialize<JsonElement>(text);
            Assert.All(json.EnumerateObject(), field => Assert.Matches("^[a-z][a-z0-9_]*$", field.Name));
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Without_a_terminal_there_are_no_escape_sequences(string line)
    {
        Assert.Equal(0, await _terminal.RunAsync(line.Split(' ')));

        Assert.DoesNotContain('\u001b', _terminal.Out + _terminal.Error);
    }

    [Theory]
    [InlineData("mission list")]
    [InlineData("mission show 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77 --events")]
    [InlineData("kinds")]
    public async Task Tables_fit_into_80_columns(string line)
    {
        _terminal.Hq.Pages.Clear();
        _terminal.Hq.Pages.Enqueue(new MissionPage([Samples.Mission(MissionLifeState.DeadLettered) with { MissionKind = "tutorial_bootstrap_repo_long_name" }], null));

        await _terminal.RunAsync(line.Split(' '));

        Assert.All(_terminal.Lines, text => Assert.True(text.TrimEnd().Length <= 80, text));
    }

    [Fact]
    public async Task A_list_row_has_the_whole_id_the_state_and_the_age()
    {
        await _terminal.RunAsync("mission", "list");

        Assert.Contains($"{Samples.Id}  succeeded      echo  5m", _terminal.Out);
    }

    [Fact]
    public async Task All_pages_follow_each_other_under_one_header()
    {
        _terminal.Hq.Pages.Clear();
        _terminal.Hq.Pages.Enqueue(new MissionPage([Samples.Mission()], "next"));
        _terminal.Hq.Pages.Enqueue(new MissionPage([Samples.Mission()], null));

        await _terminal.RunAsync("mission", "list", "--all");

        Assert.Equal([null, "next"], _terminal.Hq.Queries.Select(query => query.Cursor));
        Assert.Equal(3, _terminal.Lines.Length);
    }

    [Fact]
    public async Task States_may_be_separated_by_commas_or_repeated()
    {
        await _terminal.RunAsync("mission", "list", "--state", "running,retrying", "--state", "dead_lettered");

        Assert.Equal([MissionLifeState.Running, MissionLifeState.Retrying, MissionLifeState.DeadLettered], Assert.Single(_terminal.Hq.Queries).States);
    }

    [Fact]
    public async Task A_list_without_matches_says_so_on_stderr()
    {
        _terminal.Hq.Pages.Clear();
        _terminal.Hq.Pages.Enqueue(new MissionPage([], null));

        Assert.Equal(0, await _terminal.RunAsync("mission", "list"));
        Assert.Empty(_terminal.Out);
        Assert.Contains("No missions match", _terminal.Error);
    }

    [Fact]
    public async Task Foreign_text_is_neither_markup_nor_steers_the_terminal()
    {
        _terminal.Hq.Log = [Samples.LogLine(1, "[red]plain[/] \u001b]0;title\u0007")];

        await _terminal.RunAsync("mission", "show", Samples.Id.ToString(), "--events");
        await _terminal.RunAsync("mission", "logs", Samples.Id.ToString());

        Assert.Contains("[bold]not markup[/]", _terminal.Out.ReplaceLineEndings(" "));
        Assert.Contains("[red]plain[/]", _terminal.Out);
        Assert.DoesNotContain('\u001b', _terminal.Out);
    }

    [Fact]
    public async Task Following_a_log_repeats_no_line()
    {
        _terminal.Hq.Log = [.. Enumerable.Range(1, 5).Select(number => Samples.LogLine(number, $"line {number}"))];

        await _terminal.RunAsync("mission", "logs", Samples.Id.ToString(), "--tail", "2", "--follow", "--json");

        Assert.Equal(["line 4", "line 5"], _terminal.Lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("text").GetString()));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("mission --help")]
    [InlineData("mission submit --help")]
    [InlineData("mission list --help")]
    [InlineData("mission show --help")]
    [InlineData("mission watch --help")]
    [InlineData("mission logs --help")]
    [InlineData("mission cancel --help")]
    [InlineData("mission requeue --help")]
    [InlineData("mission discard --help")]
    [InlineData("kinds --help")]
    [InlineData("up --help")]
    [InlineData("demo --help")]
    [InlineData("bench --help")]
    [InlineData("bench missions --help")]
    [InlineData("completion --help")]
    public async Task Every_help_has_examples(string line)
    {
        Assert.Equal(0, await _terminal.RunAsync(line.Split(' ')));
        Assert.Contains("Examples:\n  ", _terminal.Out);
    }

    [Fact]
    public async Task Completion_knows_verbs_and_states()
    {
        await _terminal.RunAsync("[suggest:13]", "corp mission l");
        Assert.Contains("list", _terminal.Lines);

        await _terminal.RunAsync("[suggest:28]", "corp mission list --state r");
        Assert.Contains("running", _terminal.Lines);
    }
}

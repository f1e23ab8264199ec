using Corporation.Cli.Tests.Faking;
using Corporation.Contracts.Missions;

namespace Corporation.Cli.Tests;

public sealed class SubmitTests
{
    private readonly Terminal _terminal = new();

    [Fact]
    public async Task Every_option_reaches_hq()
    {
        var code = await _terminal.RunAsync(
            "mission", "submit", "shell_task", "--input", """{"command":["ls"]}""", "--task", "look", "--key", "k-1", "--priority", "9",
            "--timeout", "1m30s", "--max-retries", "0", "--start-in", "30s", "--deadline-at", "2026-01-31T18:00:00Z");

        Assert.Equal(0, code);
        var sent = Assert.Single(_terminal.Hq.Submissions);
        Assert.Equal("shell_task", sent.MissionKind);
        Assert.Equal("""{"command":["ls"]}""", sent.Payload?.Context?.GetRawText());
        Assert.Equal("look", sent.Payload?.Task);
        Assert.Equal("k-1", sent.IdempotencyKey);
        Assert.Equal(9, sent.Priority);
        Assert.Equal(90, sent.TimeoutSeconds);
        Assert.Equal(0, sent.MaxRetries);
        Assert.Equal(Samples.Now.AddSeconds(30), sent.StartAt);
        Assert.Equal(Samples.Now.AddHours(6), sent.DeadlineAt);
    }

    [Fact]
    public async Task The_examples_in_help_fit_the_built_in_kinds_and_a_factory_s_default_allow_list()
    {
        await _terminal.RunAsync("mission", "submit", "--help");

        Assert.Contains("""shell_task --input '{"command":["uname","-a"]}'""", _terminal.Out, StringComparison.Ordinal);
        Assert.Contains("""jq -n '{text: "hi"}' | corp mission submit echo""", _terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_said_is_left_to_hq()
    {
        await _terminal.RunAsync("mission", "submit", "echo");

        var sent = Assert.Single(_terminal.Hq.Submissions);
        Assert.Equal(new Contracts.Http.MissionSubmission { MissionKind = "echo" }, sent);
    }

    [Theory]
    [InlineData("--input")]
    [InlineData("--input-file")]
    public async Task A_dash_reads_the_input_from_stdin(string option)
    {
        _terminal.Typed = """{"text":"typed"}""";

        await _terminal.RunAsync("mission", "submit", "echo", option, "-");

        Assert.Equal("typed", Assert.Single(_terminal.Hq.Submissions).Payload?.Context?.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData(MissionLifeState.Succeeded, 0)]
    [InlineData(MissionLifeState.Failed, 1)]
    [InlineData(MissionLifeState.DeadLettered, 1)]
    [InlineData(MissionLifeState.Cancelled, 1)]
    [InlineData(MissionLifeState.Expired, 1)]
    public async Task Waiting_ends_with_the_mission_and_says_how_by_the_exit_code(MissionLifeState end, int code)
    {
        _terminal.Hq.Views.Clear();
        _terminal.Hq.Views.Enqueue(Samples.Mission(MissionLifeState.Running));
        _terminal.Hq.Views.Enqueue(Samples.Mission(MissionLifeState.Retrying));
        _terminal.Hq.Views.Enqueue(Samples.Mission(end));

        Assert.Equal(code, await _terminal.RunAsync("mission", "submit", "echo", "--wait", "--json"));
        Assert.Equal(Invoked(end), _terminal.Json.GetProperty("state").GetString());
        Assert.Single(_terminal.Lines);
    }

    [Fact]
    public async Task Following_prints_each_event_as_one_json_line_and_the_mission_last()
    {
        Assert.Equal(0, await _terminal.RunAsync("mission", "submit", "echo", "--follow", "--json"));

        Assert.Equal(5, _terminal.Lines.Length);
        Assert.Contains("\"event\":\"submitted\"", _terminal.Lines[0]);
        Assert.Equal("succeeded", _terminal.Json.GetProperty("state").GetString());
    }

    private static string Invoked(MissionLifeState state) => state.WireName();
}

using System.Text.Json;
using Corporation.Cli.Tests.Faking;
using Corporation.Client;
using Corporation.Contracts.Http;

namespace Corporation.Cli.Tests;

public sealed class HqTroubleTests
{
    private readonly Terminal _terminal = new();

    public static TheoryData<string> Verbs { get; } =
    [
        "mission submit echo",
        "mission submit echo --wait",
        "mission submit echo --follow",
        "mission list",
        "mission show 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77",
        "mission watch 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77",
        "mission logs 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77 --follow",
        "mission cancel 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77",
        "mission requeue 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77",
        "mission discard --all --yes",
        "kinds",
    ];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task An_hq_that_does_not_answer_is_exit_code_3(string line)
    {
        _terminal.Hq.Failure = new HqUnreachableException(new Uri("http://127.0.0.1:1"), new HttpRequestException("Connection refused"));

        Assert.Equal(3, await _terminal.RunAsync(line.Split(' ')));
        Assert.Contains("corp up", _terminal.Error);
    }

    [Theory]
    [InlineData(400, 2)]
    [InlineData(404, 2)]
    [InlineData(409, 2)]
    [InlineData(413, 2)]
    [InlineData(500, 3)]
    [InlineData(503, 3)]
    public async Task A_refusal_is_exit_code_2_and_a_broken_hq_is_3(int status, int code)
    {
        _terminal.Hq.Failure = new HqProblemException(status, ProblemTypes.InvalidInput, "No.", "Because.", new Dictionary<string, string[]> { ["priority"] = ["too high"] });

        Assert.Equal(code, await _terminal.RunAsync("mission", "submit", "echo"));
        Assert.Contains("No. Because.", _terminal.Error);
        Assert.Contains("priority: too high", _terminal.Error);
    }

    [Fact]
    public async Task What_anybody_answers_does_not_steer_the_terminal()
    {
        _terminal.Hq.Failure = new HqProblemException(400, "urn:x", "No\u001b[2J.", "Because\u0007.", new Dictionary<string, string[]> { ["a\u001b[31m"] = ["b\u009b0m"] });

        await _terminal.RunAsync("mission", "submit", "echo");

        Assert.Contains("[2J", _terminal.Error);
        Assert.DoesNotContain(_terminal.Error, static character => char.IsControl(character) && character != '\n');
    }

    [Fact]
    public async Task With_json_the_problem_of_hq_is_passed_on_whole()
    {
        _terminal.Hq.Failure = new HqProblemException(400, ProblemTypes.UnknownKind, "No.", null, new Dictionary<string, string[]> { ["mission_kind"] = ["unknown"] });

        await _terminal.RunAsync("mission", "submit", "echo", "--json");

        var problem = JsonSerializer.Deserialize<JsonElement>(_terminal.Error);
        Assert.Equal(ProblemTypes.UnknownKind, problem.GetProperty("type").GetString());
        Assert.Equal(400, problem.GetProperty("status").GetInt32());
        Assert.Equal("unknown", problem.GetProperty("errors").GetProperty("mission_kind")[0].GetString());
    }

    [Fact]
    public async Task An_interrupted_wait_ends_with_130_and_no_error()
    {
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        Assert.Equal(130, await _terminal.RunAsync(stopped.Token, "mission", "watch", Samples.Id.ToString()));
        Assert.Empty(_terminal.Error);
    }

    [Theory]
    [InlineData(null, null, "http://127.0.0.1:7400/")]
    [InlineData("http://hq.example:8080/base", null, "http://hq.example:8080/base/")]
    [InlineData("http://variable", "https://option", "https://option/")]
    public async Task The_option_wins_over_the_variable_and_the_variable_over_the_default(string? variable, string? option, string expected)
    {
        if (variable is not null)
            _terminal.Variables["UA_HQ_BASE_URL"] = variable;

        await _terminal.RunAsync([.. "kinds".Split(' '), .. option is null ? [] : (string[])["--hq", option]]);

        Assert.Equal(expected, _terminal.ConnectedTo?.ToString());
    }
}

using Corporation.Cli.Tests.Faking;

namespace Corporation.Cli.Tests;

public sealed class BadInputTests
{
    private readonly Terminal _terminal = new();

    public static TheoryData<string> Mistakes { get; } =
    [
        "misson list",
        "mission",
        "mission submit",
        "mission submit Echo!",
        "mission submit echo --input {",
        "mission submit echo --input [1]",
        "mission submit echo --input-file /does/not/exist.json",
        "mission submit echo --input {} --input-file x",
        "mission submit echo --priority 101",
        "mission submit echo --priority high",
        "mission submit echo --timeout 90",
        "mission submit echo --timeout -5s",
        "mission submit echo --start-in 5m --start-at 2026-01-31T18:00:00Z",
        "mission submit echo --start-at tomorrow",
        "mission submit echo --deadline-in 5m --deadline-at 2026-01-31T18:00:00Z",
        "mission submit echo --max-retries 101",
        "mission submit echo --unknown",
        "mission show",
        "mission show not-an-id",
        "mission list --state flying",
        "mission list --limit 0",
        "mission list --factory ..",
        "mission submit echo --on a/b",
        "fleet show .",
        "fleet show a-factory?x",
        "fleet drain ..",
        "top --interval 0s",
        "top --interval 199ms",
        "top --interval 50d",
        "top --interval often",
        "mission list --since yesterday",
        "mission list --all --cursor abc",
        "mission logs 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77 --tail -1",
        "mission logs 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77 --tail 1001",
        "mission cancel",
        "mission requeue",
        "mission requeue 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77 --kind echo",
        "mission discard --kind echo",
        "kinds nothing_like_that",
        "kinds --hq localhost",
        "up --url http://0.0.0.0:7400",
        "up --url http://*:7400",
        "up --url http://hq.example.com:7400",
        "up --url http://127.0.0.1:7400;http://10.0.0.1:7400",
        "up --url 7400",
        "completion tcsh",
        "test",
        "bench transport --quick",
        "bench fleet --seconds 10",
        "bench history --missions 100000",
        "chaos transport --messages 1000",
        "chaos --missions 100",
        "doctor",
        "doctor --invariants --grace soon",
        "doctor --invariants --grace 25h",
    ];

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_ends_with_exit_code_2_and_a_sentence_on_stderr(string line)
    {
        var code = await _terminal.RunAsync(line.Split(' '));

        Assert.Equal(2, code);
        Assert.StartsWith("error: ", _terminal.Error);
        Assert.Empty(_terminal.Out);
        Assert.Empty(_terminal.Hq.Submissions);
        Assert.Empty(_terminal.Hq.Commands);
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task With_json_a_mistake_is_one_problem_object_on_stderr(string line)
    {
        var code = await _terminal.RunAsync([.. line.Split(' '), "--json"]);

        Assert.Equal(2, code);
        var problem = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(_terminal.Error);
        Assert.StartsWith("urn:corporation:problem:", problem.GetProperty("type").GetString());
        Assert.Equal(2, problem.GetProperty("exit_code").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
    }

    [Fact]
    public async Task An_empty_name_of_a_factory_is_a_mistake()
    {
        Assert.Equal(2, await _terminal.RunAsync("fleet", "show", ""));
        Assert.StartsWith("error: FACTORY is ''", _terminal.Error);
    }

    [Theory]
    [InlineData("mission list --state flying", "'flying'", "dead_lettered")]
    [InlineData("mission submit echo --timeout 90", "'90'", "90s")]
    [InlineData("mission submit echo --priority 101", "'101'", "0 to 100")]
    [InlineData("mission submit echo --input [1]", "array", "JSON object")]
    [InlineData("up --url http://0.0.0.0:7400", "'http://0.0.0.0:7400'", "127.0.0.1")]
    [InlineData("up --url http://127.0.0.1:7400/hq", "'http://127.0.0.1:7400/hq'", "port 0")]
    [InlineData("fleet show .", "'.'", "begins with a letter or digit")]
    [InlineData("top --interval 50d", "'50d'", "200 ms to 1h 0m")]
    [InlineData("misson list", "misson", "--help")]
    public async Task The_sentence_names_the_value_and_what_is_allowed(string line, string seen, string allowed)
    {
        await _terminal.RunAsync(line.Split(' '));

        Assert.Contains(seen, _terminal.Error);
        Assert.Contains(allowed, _terminal.Error);
    }
}

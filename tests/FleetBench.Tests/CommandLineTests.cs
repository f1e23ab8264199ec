namespace Corporation.FleetBench.Tests;

public sealed class CommandLineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("'1'", "fleet", "--in-flight", "1")]
    [InlineData("'many'", "fleet", "--seconds", "many")]
    [InlineData("'5'", "fleet", "--crash", "5")]
    [InlineData("'999'", "history", "--missions", "999")]
    [InlineData("'-1'", "history", "--rate", "-1")]
    [InlineData("'--nothing'", "history", "--nothing")]
    public async Task Bad_input_ends_with_2_and_says_what_was_wrong(string expected, params string[] args)
    {
        var (code, output, error) = await RunAsync(args);

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.StartsWith("error: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_bad_input_is_a_problem_for_programs()
    {
        var (code, output, error) = await RunAsync("history", "--json", "--missions", "x");

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains("\"type\":\"urn:corporation:problem:invalid-input\"", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fleet", "--crash")]
    [InlineData("history", "--missions")]
    public async Task Help_shows_the_command_as_people_type_it(string command, string option)
    {
        var (code, output, _) = await RunAsync(command, "--help");

        Assert.Equal(0, code);
        Assert.Contains($"corp bench {command} [options]", output, StringComparison.Ordinal);
        Assert.Contains(option, output, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await FleetBenchApp.RunAsync(args, output, error, Token);
        return (code, output.ToString(), error.ToString());
    }
}

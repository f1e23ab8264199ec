using Corporation.LocalServers.Programs;
using Corporation.TransportChaos;
using Corporation.TransportChaos.Invoking;
using Corporation.TransportChaos.Running;

namespace Corporation.RedisStreams.Loss.Tests.Invoking;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("'999'", "--messages", "999")]
    [InlineData("'many'", "--messages", "many")]
    [InlineData("'-1'", "--seed", "-1")]
    [InlineData("'--nothing'", "--nothing")]
    public async Task Bad_input_ends_with_2_and_says_what_was_wrong(string expected, params string[] args)
    {
        var (code, output, error) = await RunAsync(args);

        Assert.Equal(ProgramExitCodes.BadInput, code);
        Assert.Empty(output);
        Assert.StartsWith("error: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_bad_input_is_a_problem_for_programs()
    {
        var (code, output, error) = await RunAsync("--json", "--messages", "x");

        Assert.Equal(ProgramExitCodes.BadInput, code);
        Assert.Empty(output);
        Assert.Contains("\"type\":\"urn:corporation:problem:invalid-input\"", error, StringComparison.Ordinal);
        Assert.Contains("\"exit_code\":2", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_shows_the_command_as_people_type_it()
    {
        var (code, output, _) = await RunAsync("--help");

        Assert.Equal(ProgramExitCodes.Done, code);
        Assert.Contains("corp chaos transport [options]", output, StringComparison.Ordinal);
        Assert.Contains("--seed", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_make_the_plan()
    {
        var plan = PlanOf("--messages", "50000", "--seed", "7");

        Assert.Equal((50_000, 7), (plan.Messages, plan.Seed));
        Assert.Equal(1_000_000, PlanOf().Messages);
    }

    private static ChaosPlan PlanOf(params string[] args)
    {
        ChaosPlan? plan = null;
        var command = new ChaosCommandLine().Create((planned, _, _, _) =>
        {
            plan = planned;
            return Task.FromResult(ProgramExitCodes.Done);
        });
        var parse = command.Parse(["chaos", "transport", .. args]);
        Assert.Empty(parse.Errors);
        Assert.Equal(ProgramExitCodes.Done, parse.Invoke());
        return plan!;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await TransportChaosApp.RunAsync(args, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}

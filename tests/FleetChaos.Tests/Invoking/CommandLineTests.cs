using Corporation.FleetChaos.Invoking;
using Corporation.FleetChaos.Running;
using Corporation.LocalServers.Programs;

namespace Corporation.FleetChaos.Tests.Invoking;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("'99'", "--missions", "99")]
    [InlineData("'many'", "--missions", "many")]
    [InlineData("'-1'", "--seed", "-1")]
    [InlineData("'0'", "--minutes", "0")]
    [InlineData("'2'", "--lease", "2")]
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
        var (code, output, error) = await RunAsync("--json", "--missions", "x");

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
        Assert.Contains("corp chaos [options]", output, StringComparison.Ordinal);
        Assert.Contains("--seed", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_make_the_plan()
    {
        var plan = PlanOf("--missions", "500", "--seed", "7", "--minutes", "2", "--lease", "6");

        Assert.Equal((500, 7), (plan.Missions, plan.Seed));
        Assert.Equal((TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(6)), (plan.StrikingDuration, plan.LeaseDuration));
        Assert.Equal((2_000, TimeSpan.FromSeconds(30)), (PlanOf().Missions, PlanOf().LeaseDuration));
    }

    private static ChaosPlan PlanOf(params string[] args)
    {
        ChaosPlan? plan = null;
        var command = new ChaosCommandLine().Create((planned, _, _, _) =>
        {
            plan = planned;
            return Task.FromResult(ProgramExitCodes.Done);
        });
        var parse = command.Parse(["chaos", .. args]);
        Assert.Empty(parse.Errors);
        Assert.Equal(ProgramExitCodes.Done, parse.Invoke());
        return plan!;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await FleetChaosApp.RunAsync(args, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}

using Corporation.LocalServers.Programs;
using Corporation.TransportBench.Invoking;
using Corporation.TransportBench.Planning;

namespace Corporation.TransportBench.Tests.Invoking;

public sealed class CommandLineTests
{
    [Fact]
    public void Without_options_everything_that_has_a_fixed_size_is_measured()
    {
        var plan = PlanOf();

        Assert.Equal(TransportKeys.All, plan.Transports);
        Assert.Equal([BenchPart.Throughput, BenchPart.Latency, BenchPart.Idle], plan.Parts.Order());
        Assert.Equal(5, plan.Rounds);
        Assert.True(plan.WarmUpMessages >= 40_000);
    }

    [Fact]
    public void A_size_adds_its_part()
    {
        var plan = PlanOf("--soak", "10000000", "--backlog", "1000000", "--endpoints", "1000");

        Assert.Equal(Enum.GetValues<BenchPart>(), plan.Parts.Order());
        Assert.Equal((10_000_000, 1_000_000, 1_000), (plan.SoakMessages, plan.BacklogMessages, plan.Endpoints));
    }

    [Theory]
    [InlineData("--only", "rabbitmq,redis-streams,throughput")]
    [InlineData("--only", "redis_streams", "--only", "throughput,rabbitmq")]
    public void Only_takes_transports_and_parts_in_any_order(params string[] args)
    {
        var plan = PlanOf(args);

        Assert.Equal([TransportKeys.RedisStreams, TransportKeys.RabbitMq], plan.Transports);
        Assert.Equal([BenchPart.Throughput], plan.Parts);
    }

    [Fact]
    public void Only_with_transports_leaves_all_parts()
    {
        var plan = PlanOf("--only", "in-memory");

        Assert.Equal([TransportKeys.InMemory], plan.Transports);
        Assert.Equal([BenchPart.Throughput, BenchPart.Latency, BenchPart.Idle], plan.Parts.Order());
    }

    [Theory]
    [InlineData("'kafka'", "--only", "kafka")]
    [InlineData("'0'", "--rounds", "0")]
    [InlineData("'many'", "--soak", "many")]
    [InlineData("'1'", "--endpoints", "1")]
    [InlineData("'--nothing'", "--nothing")]
    [InlineData("add --soak N", "--only", "soak")]
    [InlineData("drop --backlog", "--only", "latency", "--backlog", "1000")]
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
        var (code, output, error) = await RunAsync("--json", "--rounds", "x");

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
        Assert.Contains("corp bench transport [options]", output, StringComparison.Ordinal);
        Assert.Contains("--durable", output, StringComparison.Ordinal);
    }

    private static BenchPlan PlanOf(params string[] args)
    {
        BenchPlan? plan = null;
        var command = new BenchCommandLine().Create((planned, _) =>
        {
            plan = planned;
            return Task.FromResult(ProgramExitCodes.Done);
        });
        var parse = command.Parse(["bench", "transport", .. args]);
        Assert.Empty(parse.Errors);
        Assert.Equal(ProgramExitCodes.Done, parse.Invoke());
        return plan!;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await TransportBenchApp.RunAsync(args, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}

using System.Text.Json;
using Corporation.Contracts.Missions;
using Corporation.Factory.Cataloguing;
using Corporation.Factory.Echoing;
using Corporation.Factory.Handling;
using Corporation.Factory.Testing;
using Corporation.Factory.Tests.Harness;
using Corporation.Factory.Tests.Samples;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Factory.Tests.Testing;

public sealed class MissionTestHarnessTests
{
    [Fact]
    public async Task A_handler_is_tested_in_five_lines()
    {
        using var run = await MissionTestHarness.RunAsync(new EchoHandler(), new Echo("hi"));

        Assert.Equal(MissionEnding.Succeeded, run.Outcome);
        Assert.Equal("hi", run.Result.Text);
    }

    [Fact]
    public async Task The_sample_of_the_guide_works()
    {
        using var run = await MissionTestHarness.RunAsync(new CountWordsHandler(), new CountWords("three small words"));

        Assert.Equal(new WordCount(3, "three"), run.Result);
        Assert.Equal(("info", "Attempt 1: 3 words"), Assert.Single(run.Log));
        Assert.Equal((100, "Counted"), Assert.Single(run.Progress));
        Assert.Equal(3, (await File.ReadAllLinesAsync(run.Workspace.Resolve("words.txt"), TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task A_handler_made_from_services_gets_them()
    {
        using var run = await MissionTestHarness.RunAsync(
            services => ActivatorUtilities.CreateInstance<ActHandler>(services),
            new Act(Deed.Talk, 3),
            new() { Attempt = 2, Services = services => services.AddSingleton<Stage>() });

        Assert.Equal(2, run.Result.Attempt);
        Assert.Equal(5, Assert.Single(run.Usage).Quantity);
    }

    [Theory]
    [InlineData(Deed.Fail, MissionEnding.Failed)]
    [InlineData(Deed.Reject, MissionEnding.Rejected)]
    [InlineData(Deed.Throw, MissionEnding.Failed)]
    [InlineData(Deed.RetryAfter, MissionEnding.Failed)]
    [InlineData(Deed.WaitForToken, MissionEnding.TimedOut)]
    [InlineData(Deed.ReturnMuch, MissionEnding.Rejected)]
    internal async Task Each_ending_is_the_one_of_the_factory(Deed deed, MissionEnding ending)
    {
        using var run = await MissionTestHarness.RunAsync(
            new ActHandler(new()), new Act(deed, 300_000), new() { Timeout = TimeSpan.FromSeconds(deed is Deed.WaitForToken ? 0.1 : 60) });

        Assert.Equal(ending, run.Outcome);
        Assert.Throws<InvalidOperationException>(() => run.Result);
    }

    [Fact]
    public async Task A_cancel_is_a_cancel()
    {
        using var run = await MissionTestHarness.RunAsync(
            new ActHandler(new()), new Act(Deed.WaitForToken), new() { CancelAfter = TimeSpan.FromSeconds(0.1) });

        Assert.Equal(MissionEnding.Cancelled, run.Outcome);
    }

    [Fact]
    public async Task The_input_takes_the_way_of_the_wire()
    {
        using var run = await MissionTestHarness.RunJsonAsync(new EchoHandler(), JsonElement.Parse("""{"text":"hi","more":1}"""));

        Assert.Equal(MissionErrorTypes.UnreadablePayload, run.Error?.Type);
    }

    [Fact]
    public async Task A_result_too_deep_for_a_message_is_unusable()
    {
        using var run = await MissionTestHarness.RunAsync(new NestHandler(), new Echo("x"));

        Assert.Equal(MissionErrorTypes.UnusableResult, run.Error?.Type);
    }

    [Fact]
    public async Task A_handler_that_the_factory_would_refuse_is_refused_here_too()
    {
        await Assert.ThrowsAsync<MissionCatalogException>(() => MissionTestHarness.RunAsync(new Nameless(), new Echo("x")));
    }

    private sealed record Nest(Nest? Inner, int Depth);

    [MissionKind("nest")]
    private sealed class NestHandler : IMissionHandler<Echo, Nest>
    {
        public Task<MissionOutcome<Nest>> HandleAsync(Echo input, MissionContext context, CancellationToken cancellationToken) =>
            Task.FromResult<MissionOutcome<Nest>>(Enumerable.Range(0, 60).Aggregate(new Nest(null, 0), (inner, depth) => new(inner, depth)));
    }

    private sealed class Nameless : IMissionHandler<Echo, Echoed>
    {
        public Task<MissionOutcome<Echoed>> HandleAsync(Echo input, MissionContext context, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}

using System.Text.Json;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Corporation.Factory.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Factory.Tests.Working;

public sealed class When_a_handler_ends
{
    [Theory]
    [InlineData("fail", MissionErrorTypes.HandlerFailed, "not today", true)]
    [InlineData("reject", MissionErrorTypes.HandlerFailed, "never", false)]
    [InlineData("throw", "System.IO.InvalidDataException", "broken", true)]
    [InlineData("throw_cancelled", "System.OperationCanceledException", "The handler cancelled itself; nobody had asked it to stop.", true)]
    [InlineData("return_null", MissionErrorTypes.HandlerFailed, "The handler returned null instead of an outcome.", true)]
    public async Task A_failure_is_reported_as_what_it_is(string deed, string type, string message, bool retryable)
    {
        await using var factory = await StartAsync();

        await factory.OfferAsync("act", new { deed });

        var report = await Eventually.FirstAsync(factory.Hq.All<MissionFailed>);
        Assert.Equal(new MissionError(type, message), report.Error);
        Assert.Equal(retryable, report.Retryable);
        Assert.Null(report.RetryAfterSeconds);
    }

    [Fact]
    public async Task Retry_after_carries_its_seconds_and_is_cut_to_a_day()
    {
        await using var factory = await StartAsync();

        await factory.OfferAsync("act", new { deed = "retry_after", amount = 7 });
        await factory.OfferAsync("act", new { deed = "retry_after", amount = 1_000_000 });

        await Eventually.TrueAsync(() => factory.Hq.All<MissionFailed>().Count() == 2);
        Assert.Equal([7, MissionLimits.MaxRetryDelaySeconds], factory.Hq.All<MissionFailed>().Select(report => report.RetryAfterSeconds ?? -1).Order());
    }

    [Theory]
    [InlineData("""{"deed":"finish","surprise":1}""", "surprise")]
    [InlineData("""{}""", "deed")]
    [InlineData("""{"deed":"dance"}""", "deed")]
    [InlineData("""{"deed":"finish","deed":"fail"}""", "deed")]
    [InlineData("""{"deed":"finish","amount":"7"}""", "amount")]
    [InlineData("""{"deed":"finish","amount":1e30}""", "amount")]
    [InlineData("""null""", "null")]
    [InlineData("""[]""", "Act")]
    public async Task An_input_that_does_not_fit_is_never_run_and_never_retried(string json, string named)
    {
        await using var factory = await StartAsync();

        await factory.OfferAsync("act", JsonElement.Parse(json));

        var report = await Eventually.FirstAsync(factory.Hq.All<MissionFailed>);
        Assert.Equal(MissionErrorTypes.UnreadablePayload, report.Error.Type);
        Assert.Contains(named, report.Error.Message, StringComparison.Ordinal);
        Assert.False(report.Retryable);
        Assert.Empty(factory.Services.GetRequiredService<Stage>().Entered);
    }

    [Fact]
    public async Task A_result_over_the_limit_fails_for_good_and_says_size_and_limit()
    {
        await using var factory = await StartAsync(settings: [("Factory:MaxResultBytes", "102400")]);

        await factory.OfferAsync("act", new { deed = "return_much", amount = 102_400 });

        var report = await Eventually.FirstAsync(factory.Hq.All<MissionFailed>);
        Assert.Equal(MissionErrorTypes.UnusableResult, report.Error.Type);
        Assert.Contains("102400", report.Error.Message, StringComparison.Ordinal);
        Assert.Contains("102423", report.Error.Message, StringComparison.Ordinal);
        Assert.False(report.Retryable);
    }

    [Fact]
    public async Task What_it_said_arrives_before_the_report_in_order_and_usage_with_it()
    {
        await using var factory = await StartAsync();

        await factory.OfferAsync("act", new { deed = "talk", amount = 450 });

        var report = await Eventually.FirstAsync(factory.Hq.All<MissionSucceeded>);
        var lines = factory.Hq.Heard.TakeWhile(message => message is not MissionSucceeded).OfType<MissionLogged>().ToList();
        Assert.Equal(Enumerable.Range(1, 450).Select(number => (long)number), lines.SelectMany(batch => batch.Lines).Select(line => line.Number));
        Assert.All(lines, batch => Assert.InRange(batch.Lines.Count, 1, 200));
        var progress = factory.Hq.Heard.TakeWhile(message => message is not MissionSucceeded).OfType<MissionProgressed>().ToList();
        Assert.InRange(progress.Count, 1, 4);
        Assert.Equal("step 450", progress[^1].Message);
        Assert.Equal([new UsageEntry("model", "tokens", 5)], report.Usage);
    }

    [Fact]
    public async Task Log_lines_over_the_cap_are_counted_and_not_sent()
    {
        await using var factory = await StartAsync(settings: [("Factory:MaxLogLinesPerAttempt", "10")]);

        await factory.OfferAsync("act", new { deed = "talk", amount = 25 });

        await Eventually.FirstAsync(factory.Hq.All<MissionSucceeded>);
        var lines = factory.Hq.All<MissionLogged>().SelectMany(batch => batch.Lines).ToList();
        Assert.Equal(11, lines.Count);
        Assert.Contains("15 more lines", lines[^1].Text, StringComparison.Ordinal);
        Assert.Equal("warning", lines[^1].Level);
    }

    private static Task<FactoryHost> StartAsync(params (string, string)[] settings) =>
        FactoryHost.StartAsync(catalog => catalog.Add<ActHandler>(), services: services => services.AddSingleton<Stage>(), settings: settings);
}

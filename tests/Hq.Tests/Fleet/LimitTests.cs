using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Hq.Limiting;
using Corporation.Hq.Tests.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.Tests.Fleet;

/// <summary>Limits delay and never fail.</summary>
public sealed class LimitTests
{
    private static readonly object Hello = new { text = "hi" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Limits:Kinds:echo:PerMinute", "Limits:Kinds:echo:Burst", null, "kind:echo")]
    [InlineData("Limits:Resources:provider:PerMinute", "Limits:Resources:provider:Burst", "Limits:Kinds:echo:Resources:0", "resource:provider")]
    public async Task A_rate_limit_holds_up_what_is_too_much_and_lets_it_go_later(string rate, string burst, string? use, string name)
    {
        var settings = new Dictionary<string, string?> { [rate] = "30", [burst] = "2" };
        if (use is not null)
            settings[use] = "provider";
        await using var node = await TestNode.StartAsync(settings: settings);
        var missions = new List<Guid>();
        for (var number = 0; number < 4; number++)
            missions.Add(await node.SubmitAsync("echo", Hello));

        // The bucket has two tokens, and one more comes every two seconds: the last one waits.
        PlacementView? placement = null;
        await TestNode.UntilAsync(async () => (placement = await node.Fleet.ExplainAsync(missions[3], Token)).Limits.Any(limit => limit.IsReached)
            || (await node.GetAsync(missions[3])).State is MissionLifeState.Succeeded);
        Assert.Equal(name, Assert.Single(placement!.Limits).Name);
        Assert.Equal(PlacementReasons.RateLimit, Assert.Single(placement.Factories).Reason);

        foreach (var id in missions)
            await node.UntilAsync(id, MissionLifeState.Succeeded);
        var ends = await Task.WhenAll(missions.Select(async id => (await node.GetAsync(id)).FinishedAt!.Value));
        Assert.True(ends.Max() - ends.Min() > TimeSpan.FromSeconds(3), "Four tokens of which two come only after two and four seconds can't have been spent sooner.");
    }

    [Fact]
    public async Task A_limit_of_the_fleet_keeps_slots_empty_and_is_told()
    {
        await using var node = await TestNode.StartAsync(
            missions => missions.Add<TwoAtATimeHandler>(), settings: new() { ["Limits:Kinds:two_at_a_time:MaxConcurrency"] = "1" });
        var stage = Guid.NewGuid().ToString("N");
        var first = await node.SubmitAsync("two_at_a_time", new { name = stage });
        await node.UntilAsync(first, MissionLifeState.Running);
        var second = await node.SubmitAsync("two_at_a_time", new { name = stage });
        var placed = await node.SubmitAsync("two_at_a_time", new { name = stage }, mission => mission with { TargetFactoryId = "f1" });

        foreach (var id in (Guid[])[second, placed])
        {
            var placement = await node.Fleet.ExplainAsync(id, Token);
            Assert.True(Assert.Single(placement.Limits).IsReached);
            Assert.Equal(MissionLifeState.Queued, placement.State);
        }

        Stage.Of(stage).Open.SetResult();
        await node.UntilAsync(second, MissionLifeState.Succeeded);
        await node.UntilAsync(placed, MissionLifeState.Succeeded);
    }

    [Fact]
    public async Task A_factory_runs_no_more_at_a_time_than_it_may_whatever_its_kinds_could()
    {
        await using var node = await TestNode.StartAsync(missions => missions.Add<TwoAtATimeHandler>(), settings: new() { ["Factory:MaxConcurrency"] = "1", ["Factory:OfferRedeliveryDelay"] = "00:00:00.2" });
        var stage = Guid.NewGuid().ToString("N");
        var missions = new List<Guid>();
        for (var number = 0; number < 3; number++)
            missions.Add(await node.SubmitAsync("two_at_a_time", new { name = stage }, number == 2 ? mission => mission with { TargetFactoryId = "f1" } : null));
        await TestNode.UntilAsync(async () => (await Task.WhenAll(missions.Select(node.GetAsync))).Any(mission => mission.State is MissionLifeState.Running));

        Stage.Of(stage).Open.SetResult();
        foreach (var id in missions)
            await node.UntilAsync(id, MissionLifeState.Succeeded);
        Assert.Equal(1, TwoAtATimeHandler.Most(stage));
    }

    [Fact]
    public void The_colon_of_a_kind_is_no_hindrance_to_limit_it()
    {
        var options = Bound(("media:encode:MaxConcurrency", "2"), ("media:decode:perminute", "3"), ("media:decode:Resources:0", "disk"), ("echo:Burst", "4"), ("echo:PerMinute", "5"));

        Assert.Equal(["echo", "media:decode", "media:encode"], options.Kinds.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(2, options.Kinds["media:encode"].MaxConcurrency);
        Assert.Equal((3, "disk"), (options.Kinds["media:decode"].PerMinute, Assert.Single(options.Kinds["media:decode"].Resources)));
        Assert.Equal((5, 4), (options.Kinds["echo"].PerMinute, options.Kinds["echo"].Burst));
        Assert.Equal(6, Bound(("media:burst:MaxConcurrency", "6")).Kinds["media:burst"].MaxConcurrency);
        Assert.Equal(["media", "media:encode"], Bound(("media:PerMinute", "1"), ("media:encode:PerMinute", "2")).Kinds.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("echo:PerMinutes", "5")]
    [InlineData("media:encode:PerMinutes", "5")]
    public void A_setting_of_a_kind_that_there_is_not_is_refused_by_name(string key, string value)
    {
        var refused = Assert.Throws<OptionsValidationException>(() => Bound((key, value)));

        Assert.Contains($"Limits:Kinds:{key} limits nothing", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0, null, null)]
    [InlineData(-1.0, null, null)]
    [InlineData(60.0, 0, null)]
    [InlineData(60.0, 1, "unknown")]
    public void Limits_that_make_no_sense_are_refused_at_the_start(double perMinute, int? burst, string? resource)
    {
        var options = new LimitOptions();
        options.Kinds["echo"] = new KindLimit { PerMinute = perMinute, Burst = burst, Resources = resource is null ? [] : [resource] };

        Assert.True(new LimitOptionsValidator().Validate(null, options).Failed);
    }

    [Fact]
    public void A_bucket_fills_up_to_its_size_and_no_clock_that_went_back_empties_it()
    {
        var limit = new RateLimit { PerMinute = 60, Burst = 10 };

        Assert.Equal(5, Bucket.Refill(limit, 0, TimeSpan.FromSeconds(5)));
        Assert.Equal(10, Bucket.Refill(limit, 0, TimeSpan.FromHours(5)));
        Assert.Equal(3, Bucket.Refill(limit, 3, TimeSpan.FromHours(-5)));
        Assert.Equal(TimeSpan.FromSeconds(1), new Bucket("x", limit, 0).NextIn);
    }

    private static LimitOptions Bound(params (string Key, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create($"Limits:Kinds:{setting.Key}", setting.Value)))
            .Build();
        var options = new LimitOptions();
        configuration.GetSection(LimitOptions.Section).Bind(options);
        PrefixedKinds.Bind(options, configuration);
        return options;
    }
}

using Corporation.Contracts.Announcing;
using Corporation.Contracts.Reporting;
using Corporation.Factory.Heartbeats;
using Corporation.Factory.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Corporation.Factory.Tests.Heartbeats;

public sealed class When_something_changes
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.1);

    private readonly FakeTimeProvider _time = new();
    private readonly FakeHq _hq = new();

    [Fact]
    public async Task A_mission_that_begins_or_ends_is_told_at_once()
    {
        await using var factory = await StartAsync();
        var stage = factory.Services.GetRequiredService<Stage>();

        var mission = await factory.OfferAsync("act", new Act(Deed.WaitForRelease));
        await Eventually.TrueAsync(() => stage.Entered.Contains(mission));
        var begun = await NextAsync();
        Assert.Equal((HeartbeatCause.Change, mission), (begun.Cause, Assert.Single(begun.Running).MissionId));

        stage.Release.SetResult();
        await Eventually.TrueAsync(() => factory.Status.HeldClaims == 0);
        var ended = await NextAsync();
        Assert.Equal(HeartbeatCause.Change, ended.Cause);
        Assert.Empty(ended.Running);
    }

    [Fact]
    public async Task Many_changes_make_one_heartbeat_in_two_seconds_and_the_regular_ones_are_among_them()
    {
        await using var factory = await StartAsync();
        var signal = factory.Services.GetRequiredService<HeartbeatSignal>();
        var begun = _time.GetUtcNow();

        await Eventually.TrueAsync(() =>
        {
            for (var i = 0; i < 100; i++)
                signal.Raise();
            _time.Advance(Step);
            return _hq.All<FactoryHeartbeat>().Any(static beat => beat.Cause is HeartbeatCause.Interval);
        });

        var seconds = (_time.GetUtcNow() - begun).TotalSeconds;
        Assert.InRange(seconds, 59, 80);
        Assert.InRange(_hq.All<FactoryHeartbeat>().Count(), 5, 2 + (int)(seconds / 2));
    }

    [Fact]
    public async Task A_report_that_nobody_answers_is_told_as_backlog()
    {
        using var folder = new TemporaryFolder();
        await using var factory = await StartAsync(Path.Combine(folder.Path, "journal.db"));
        _hq.Deaf[typeof(MissionSucceeded)] = int.MaxValue;

        await factory.OfferAsync("act", new Act(Deed.Finish));
        await Eventually.TrueAsync(() =>
        {
            _time.Advance(Step);
            return _hq.All<FactoryHeartbeat>().Last().JournalBacklog == 1;
        });

        Assert.Equal(HeartbeatCause.Change, _hq.All<FactoryHeartbeat>().Last().Cause);
        _hq.Deaf.Clear();
        await Eventually.TrueAsync(() =>
        {
            _time.Advance(Step);
            return _hq.All<FactoryHeartbeat>().Last().JournalBacklog == 0;
        });
    }

    private async Task<FactoryHeartbeat> NextAsync()
    {
        var told = _hq.All<FactoryHeartbeat>().Count();
        var begun = _time.GetUtcNow();
        await Eventually.TrueAsync(() =>
        {
            _time.Advance(Step);
            return _hq.All<FactoryHeartbeat>().Count() > told;
        });
        Assert.True(_time.GetUtcNow() - begun < TimeSpan.FromSeconds(50), "That was its time anyway.");
        return _hq.All<FactoryHeartbeat>().Last();
    }

    private async Task<FactoryHost> StartAsync(string? journal = null)
    {
        var factory = await FactoryHost.StartAsync(
            catalog => catalog.Add<ActHandler>(),
            _hq,
            _time,
            services => services.AddSingleton<Stage>(),
            [("Factory:HqAnswerTimeout", "00:00:00.3"), ("Factory:DrainGraceDuration", "00:00:00.2"), ("Factory:DrainReportDuration", "00:00:01")],
            journal);
        await Eventually.FirstAsync(_hq.All<FactoryHeartbeat>);
        return factory;
    }
}

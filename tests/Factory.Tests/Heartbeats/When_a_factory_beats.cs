using Corporation.Contracts;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Reporting;
using Corporation.Factory.Heartbeats;
using Corporation.Factory.Tests.Harness;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Corporation.Factory.Tests.Heartbeats;

public sealed class When_a_factory_beats
{
    private static readonly (string, string)[] Settings =
    [
        ("Factory:FactoryId", "f1"), ("Factory:Labels:gpu", ""), ("Factory:Labels:os", "plan9"), ("Factory:MaxConcurrency", "5"), ("Factory:DeploymentProfile", "vps"),
        ("Factory:OfferRedeliveryDelay", "00:00:00.2"),
    ];

    [Fact]
    public async Task The_first_heartbeat_says_who_it_is_what_it_can_and_what_missions_may_ask_of_it()
    {
        await using var factory = await FactoryHost.StartAsync(settings: Settings);

        var beat = await Eventually.FirstAsync(factory.Hq.All<FactoryHeartbeat>);

        Assert.Equal(("f1", factory.Status.Epoch, 1L, HeartbeatCause.Start), (beat.FactoryId, beat.Epoch, beat.Sequence, beat.Cause));
        Assert.Equal(("vps", 60d, 5, FactoryMode.Active), (beat.DeploymentProfile, beat.IntervalSeconds, beat.MaxConcurrency, beat.Mode));
        Assert.Contains(beat.Kinds, kind => kind.MissionKind == "echo");
        Assert.Equal(("", "plan9"), (beat.Labels["gpu"], beat.Labels["os"]));
        Assert.True(int.Parse(beat.Labels["cores"], System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Equal((Environment.MachineName, Environment.ProcessId), (beat.Host.Name, beat.Host.ProcessId));
        Assert.Equal([], beat.DeafQueues);
    }

    [Fact]
    public async Task The_next_one_tells_the_skew_of_its_clock_as_the_answer_showed_it()
    {
        var hq = new FakeHq { Behind = TimeSpan.FromHours(2) };
        await using var factory = await FactoryHost.StartAsync(hq: hq, settings: Settings);
        await Eventually.FirstAsync(hq.All<FactoryHeartbeat>);

        factory.Services.GetRequiredService<HeartbeatSignal>().Raise();

        await Eventually.TrueAsync(() => hq.All<FactoryHeartbeat>().Count() >= 2);
        var beat = hq.All<FactoryHeartbeat>().ElementAt(1);
        Assert.Equal(HeartbeatCause.Change, beat.Cause);
        Assert.InRange(beat.ClockSkewSeconds ?? 0, 7195, 7205);
        Assert.True(beat.RoundTripSeconds > 0);
    }

    [Fact]
    public async Task What_attempts_have_used_is_told_once_and_again_if_nobody_heard_it()
    {
        var hq = new FakeHq();
        await using var factory = await FactoryHost.StartAsync(hq: hq, settings: [.. Settings, ("Factory:HqAnswerTimeout", "00:00:00.3")]);
        await Eventually.FirstAsync(hq.All<FactoryHeartbeat>);
        var usage = factory.Services.GetRequiredService<UsageSinceHeartbeat>();
        usage.Add([new UsageEntry("cpu", "seconds", 1.5m)]);
        hq.Deaf[typeof(FactoryHeartbeat)] = 1;
        factory.Services.GetRequiredService<HeartbeatSignal>().Raise();
        await Eventually.TrueAsync(() => hq.All<FactoryHeartbeat>().Count() >= 2);
        Assert.Equal(1.5m, Assert.Single(hq.All<FactoryHeartbeat>().ElementAt(1).Usage).Quantity);

        // HQ is heard again: what it has not heard need not wait for its time.
        await Eventually.TrueAsync(() =>
        {
            factory.Services.GetRequiredService<HeartbeatSignal>().HqIsThere();
            return hq.All<FactoryHeartbeat>().Skip(2).Any(beat => beat.Usage is [{ Quantity: 1.5m }]);
        });
        factory.Services.GetRequiredService<HeartbeatSignal>().Raise();
        var told = hq.All<FactoryHeartbeat>().Count();
        await Eventually.TrueAsync(() => hq.All<FactoryHeartbeat>().Count() > told);
        Assert.Equal([], hq.All<FactoryHeartbeat>().Last().Usage);
    }

    [Fact]
    public async Task What_it_runs_is_told_with_its_progress()
    {
        await using var factory = await FactoryHost.StartAsync(missions => missions.Add<ActHandler>(), settings: Settings, services: services => services.AddSingleton<Stage>());
        var mission = await factory.OfferAsync("act", new Act(Deed.ProgressAndWait, 40));
        await Eventually.TrueAsync(() =>
        {
            factory.Services.GetRequiredService<HeartbeatSignal>().Raise();
            return factory.Hq.All<FactoryHeartbeat>().LastOrDefault() is { Running: [{ Percent: 40, Message: "on its way" } running] } && running.MissionId == mission;
        });
        await factory.CancelAsync(mission);
    }

    [Fact]
    public async Task An_order_is_obeyed_at_once_told_back_and_outlives_an_older_one()
    {
        await using var factory = await FactoryHost.StartAsync(settings: Settings);
        await Eventually.FirstAsync(factory.Hq.All<FactoryHeartbeat>);
        var gate = factory.Services.GetRequiredService<IntakeGate>();

        factory.Hq.Order = (FactoryMode.Paused, 2);
        await TellAsync(factory, new ControlFactory { Mode = FactoryMode.Paused, Revision = 2 });
        await Eventually.TrueAsync(() => factory.Hq.All<FactoryHeartbeat>().LastOrDefault()?.Mode is FactoryMode.Paused);
        await TellAsync(factory, new ControlFactory { Mode = FactoryMode.Active, Revision = 1 });
        await TellAsync(factory, new ProbeFactory { Number = 77, Epoch = factory.Status.Epoch });
        await Eventually.TrueAsync(() => factory.Services.GetRequiredService<ReceiveLoopWatch>().ProbeHeard == 77);
        Assert.False(gate.IsOpen);

        var mission = await factory.OfferAsync("echo", new { text = "hi" });
        factory.Hq.Order = (FactoryMode.Active, 3);
        await TellAsync(factory, new ControlFactory { Mode = FactoryMode.Active, Revision = 3 });
        Assert.Equal(mission, (await Eventually.FirstAsync(factory.Hq.All<MissionSucceeded>)).MissionId);
    }

    [Fact]
    public async Task A_paused_factory_claims_nothing_from_the_queues_of_all()
    {
        var hq = new FakeHq { Order = (FactoryMode.Paused, 1) };
        await using var factory = await FactoryHost.StartAsync(hq: hq, settings: Settings);
        await Eventually.TrueAsync(() => factory.Services.GetRequiredService<IntakeGate>().Mode is FactoryMode.Paused);

        await factory.OfferAsync("echo", new { text = "hi" });
        await Eventually.TrueAsync(() => hq.All<FactoryHeartbeat>().Any(beat => beat.Mode is FactoryMode.Paused));

        Assert.Empty(hq.All<Contracts.Claiming.ClaimMission>());
    }

    [Fact]
    public async Task HQ_that_does_not_know_it_is_told_everything_again()
    {
        var hq = new FakeHq { MustAnnounce = true };
        await using var factory = await FactoryHost.StartAsync(hq: hq, settings: Settings);

        await Eventually.TrueAsync(() => hq.All<AnnounceFactory>().Count() >= 2);
    }

    [Fact]
    public async Task The_last_heartbeat_says_that_it_stops()
    {
        var hq = new FakeHq();
        await using (var factory = await FactoryHost.StartAsync(hq: hq, settings: Settings))
            await Eventually.FirstAsync(hq.All<FactoryHeartbeat>);

        Assert.Equal(HeartbeatCause.Stop, hq.All<FactoryHeartbeat>().Last().Cause);
    }

    [Fact]
    public async Task It_says_so_also_when_its_withdrawal_was_not_answered()
    {
        var hq = new FakeHq();
        hq.Deaf[typeof(WithdrawFactory)] = 1;
        await using (var factory = await FactoryHost.StartAsync(hq: hq, settings: Settings))
            await Eventually.FirstAsync(hq.All<FactoryHeartbeat>);

        Assert.Equal(HeartbeatCause.Stop, hq.All<FactoryHeartbeat>().Last().Cause);
    }

    [Theory]
    [InlineData(0, 60, 60)]
    [InlineData(0, 600, 600)]
    [InlineData(1, 60, 5)]
    [InlineData(2, 60, 10)]
    [InlineData(4, 60, 40)]
    [InlineData(10, 60, 300)]
    [InlineData(1_000, 60, 300)]
    public void Failures_in_a_row_double_the_wait_up_to_five_minutes(int failures, int interval, int seconds)
    {
        Assert.Equal(seconds, HeartbeatLoop.WaitAfter(failures, TimeSpan.FromSeconds(interval), 0.5).TotalSeconds, 6);
        Assert.Equal(seconds * 0.9, HeartbeatLoop.WaitAfter(failures, TimeSpan.FromSeconds(interval), 0).TotalSeconds, 6);
    }

    [Theory]
    [InlineData(0, 60, 2)]
    [InlineData(1, 60, 4)]
    [InlineData(2, 60, 8)]
    [InlineData(3, 60, 10)]
    [InlineData(1_000_000, 60, 10)]
    [InlineData(5, 10, 2)]
    public void Where_something_changes_all_the_time_that_is_told_less_often(int changes, double interval, double seconds) =>
        Assert.Equal(seconds, HeartbeatLoop.DistanceAfter(changes, TimeSpan.FromSeconds(interval)).TotalSeconds, 6);

    [Fact]
    public void The_skew_is_what_is_left_when_half_of_the_way_is_taken_off()
    {
        var (time, meter) = (new FakeTimeProvider(), new SkewMeter());
        meter.Note(time.GetUtcNow(), TimeSpan.FromSeconds(2), time.GetUtcNow() - TimeSpan.FromSeconds(11));

        Assert.Equal(10, meter.SkewSeconds);
    }

    private static async Task TellAsync<T>(FactoryHost factory, T message)
        where T : class
    {
        var queue = await factory.Services.GetRequiredService<IBus>().GetSendEndpoint(QueueNames.Address(QueueNames.OfFactory("f1")));
        await queue.Send(message, TestContext.Current.CancellationToken);
    }
}

using Corporation.Contracts.Announcing;
using Corporation.Contracts.Fleet;
using Corporation.Sagas.FactoryLife;

namespace Corporation.Sagas.Tests.FactoryLife;

/// <summary>What factories are told.</summary>
public sealed class OrderTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task An_order_is_told_with_the_next_heartbeat_and_noted_when_it_is_obeyed()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        Assert.Equal(OrderVerdict.Taken, await bench.OrderAsync(FactoryMode.Paused));

        var answer = await bench.BeatAsync();
        Assert.Equal((FactoryMode.Paused, "because"), (answer.Mode, answer.ModeReason));
        await bench.BeatAsync(beat => beat with { Mode = FactoryMode.Paused });
        await bench.BeatAsync(beat => beat with { Mode = FactoryMode.Paused });

        Assert.Equal(FactoryStatus.Paused, bench.Status);
        Assert.Equal([FactoryEventNames.Registered, FactoryEventNames.Paused, FactoryEventNames.Obeyed], bench.EventNames);
    }

    [Fact]
    public async Task An_order_makes_nobody_look_fresh()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        await bench.PassAsync(6 * Minute);
        var seen = bench.Factory.LastSeenAt;

        await bench.OrderAsync(FactoryMode.Paused);
        await bench.OrderAsync(FactoryMode.Active);

        Assert.Equal(FactoryStatus.Stale, bench.Status);
        Assert.Equal(seen, bench.Factory.LastSeenAt);
    }

    [Fact]
    public async Task A_pause_outlives_the_process_and_silence_and_a_paused_factory_goes_offline_like_any_other()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        await bench.OrderAsync(FactoryMode.Paused);
        await bench.PassAsync(20 * Minute);
        Assert.Equal(FactoryStatus.Offline, bench.Status);

        var answer = await bench.BeatAsync(beat => beat with { Epoch = 2, Sequence = 1 });

        Assert.Equal(FactoryMode.Paused, answer.Mode);
        Assert.Equal(FactoryMode.Paused, bench.Factory.ModeNow);
    }

    [Fact]
    public async Task An_order_that_nobody_heard_in_time_is_taken_back()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        await bench.PassAsync(20 * Minute);
        await bench.OrderAsync(FactoryMode.Paused, expires: 10 * Minute);
        await bench.PassAsync(11 * Minute);

        var answer = await bench.BeatAsync();

        Assert.Equal(FactoryMode.Active, answer.Mode);
        Assert.Contains(FactoryEventNames.CommandExpired, bench.EventNames);
    }

    [Fact]
    public async Task An_order_that_was_heard_in_time_holds()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        await bench.OrderAsync(FactoryMode.Paused, expires: 10 * Minute);
        await bench.BeatAsync(beat => beat with { Mode = FactoryMode.Paused });
        await bench.PassAsync(4 * Minute);
        await bench.BeatAsync(beat => beat with { Mode = FactoryMode.Paused });
        await bench.PassAsync(4 * Minute);
        await bench.BeatAsync(beat => beat with { Mode = FactoryMode.Paused });
        await bench.PassAsync(4 * Minute);

        Assert.Equal(FactoryMode.Paused, bench.Factory.ModeNow);
    }

    [Fact]
    public async Task A_drain_is_confirmed_once_and_ends_with_the_process()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        await bench.OrderAsync(FactoryMode.Draining);
        await bench.SendAsync(new ConfirmDrained(FactoryBench.Id, Epoch: 1));
        await bench.SendAsync(new ConfirmDrained(FactoryBench.Id, Epoch: 1));
        Assert.NotNull((await bench.BeatAsync(beat => beat with { Mode = FactoryMode.Draining })).DrainedAt);
        Assert.Single(bench.EventNames, FactoryEventNames.Drained);

        var answer = await bench.BeatAsync(beat => beat with { Epoch = 2, Sequence = 1, Cause = HeartbeatCause.Start });

        Assert.Equal((FactoryMode.Active, null), (answer.Mode, answer.DrainedAt));
    }

    [Fact]
    public async Task A_quarantine_ends_with_a_canary_that_succeeds_and_with_no_other_mission()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        await bench.OrderAsync(FactoryMode.Quarantined);
        Assert.NotNull(bench.Factory.CanaryAt);
        var canary = Guid.NewGuid();
        await bench.SendAsync(new CanaryNews(FactoryBench.Id, canary, null));
        await bench.SendAsync(new CanaryNews(FactoryBench.Id, Guid.NewGuid(), true));
        Assert.Equal(FactoryStatus.Quarantined, bench.Status);

        await bench.SendAsync(new CanaryNews(FactoryBench.Id, canary, false));
        Assert.Equal(FactoryStatus.Quarantined, bench.Status);
        await bench.SendAsync(new CanaryNews(FactoryBench.Id, canary, null));
        await bench.SendAsync(new CanaryNews(FactoryBench.Id, canary, true));

        Assert.Equal(FactoryStatus.Online, bench.Status);
    }

    [Fact]
    public async Task What_HQ_judges_by_itself_takes_nothing_back_that_somebody_has_ordered_meanwhile()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        await bench.OrderAsync(FactoryMode.Paused);
        await bench.OrderAsync(FactoryMode.Quarantined, onlyIfActive: true);
        Assert.Equal((FactoryMode.Paused, "because"), (bench.Factory.ModeNow, bench.Factory.ModeReason));

        await bench.OrderAsync(FactoryMode.Active);
        await bench.OrderAsync(FactoryMode.Quarantined, onlyIfActive: true);
        await bench.OrderAsync(FactoryMode.Quarantined, onlyIfActive: true);
        var canary = Guid.NewGuid();
        await bench.SendAsync(new CanaryNews(FactoryBench.Id, canary, null));
        await bench.SendAsync(new CanaryNews(FactoryBench.Id, canary, null));
        Assert.Single(bench.EventNames, FactoryEventNames.Quarantined);
        Assert.Single(bench.EventNames, FactoryEventNames.CanarySent);
    }

    [Fact]
    public async Task A_process_that_says_that_it_ends_is_draining_whoever_wants_it()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        await bench.BeatAsync(beat => beat with { Mode = FactoryMode.Draining, Cause = HeartbeatCause.Change });

        Assert.Equal(FactoryStatus.Draining, bench.Status);
    }

    [Fact]
    public async Task Only_one_that_is_offline_can_be_forgotten_and_then_it_is_gone()
    {
        await using var bench = new FactoryBench();
        Assert.Equal(OrderVerdict.NotFound, await bench.ForgetAsync());
        await bench.BeatAsync();
        Assert.Equal(OrderVerdict.Refused, await bench.ForgetAsync());
        await bench.PassAsync(20 * Minute);

        Assert.Equal(OrderVerdict.Taken, await bench.ForgetAsync());
        Assert.Null(bench.Find());
        Assert.Equal(FactoryEventNames.Forgotten, bench.EventNames.Last());
        Assert.Equal(OrderVerdict.NotFound, await bench.OrderAsync(FactoryMode.Paused));
    }
}

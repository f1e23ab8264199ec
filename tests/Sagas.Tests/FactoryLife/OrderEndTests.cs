using Corporation.Contracts.Announcing;
using Corporation.Contracts.Fleet;
using Corporation.Sagas.FactoryLife;

namespace Corporation.Sagas.Tests.FactoryLife;

/// <summary>How what a factory is told ends, and what comes back then.</summary>
public sealed class OrderEndTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_process_that_HQ_has_forgotten_meanwhile_obeys_what_it_is_told_after_its_return()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        await bench.OrderAsync(FactoryMode.Paused);
        await bench.OrderAsync(FactoryMode.Active);
        await bench.OrderAsync(FactoryMode.Paused);
        var heardBefore = (await bench.BeatAsync(beat => beat with { Mode = FactoryMode.Paused })).Revision;
        await bench.PassAsync(20 * Minute);
        Assert.Equal(OrderVerdict.Taken, await bench.ForgetAsync());

        var answer = await bench.BeatAsync(beat => beat with { Mode = FactoryMode.Paused });

        Assert.Equal(FactoryMode.Active, answer.Mode);
        Assert.True(answer.Revision > heardBefore, "A factory obeys no revision that is lower than one that it has heard.");
    }

    [Fact]
    public async Task A_drain_that_no_process_has_heard_of_is_told_to_the_next_one()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        await bench.PassAsync(20 * Minute);
        await bench.OrderAsync(FactoryMode.Draining);

        var answer = await bench.BeatAsync(beat => beat with { Epoch = 2, Sequence = 1, Cause = HeartbeatCause.Start });

        Assert.Equal(FactoryMode.Draining, answer.Mode);
    }

    [Fact]
    public async Task An_expiry_takes_nothing_from_a_factory_that_obeys_already()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        await bench.OrderAsync(FactoryMode.Paused);
        await bench.BeatAsync(beat => beat with { Mode = FactoryMode.Paused });

        await bench.OrderAsync(FactoryMode.Paused, expires: TimeSpan.FromSeconds(30));
        await bench.PassAsync(Minute);

        Assert.Equal(FactoryMode.Paused, bench.Factory.ModeNow);
    }

    [Fact]
    public async Task What_it_did_before_it_was_told_something_else_is_no_obedience()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        await bench.OrderAsync(FactoryMode.Draining);
        await bench.BeatAsync(beat => beat with { Mode = FactoryMode.Draining });
        await bench.OrderAsync(FactoryMode.Active);

        await bench.OrderAsync(FactoryMode.Draining);

        Assert.Null(bench.Factory.ObeyedMode);
    }

    [Theory]
    [InlineData(FactoryMode.Quarantined)]
    [InlineData(FactoryMode.Paused)]
    public async Task What_it_was_told_before_comes_back_when_an_order_expires(FactoryMode before)
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        await bench.OrderAsync(before);
        await bench.OrderAsync(FactoryMode.Draining, expires: Minute);
        await bench.PassAsync(2 * Minute);

        Assert.Equal(before, bench.Factory.ModeNow);
        Assert.Equal("because", bench.Factory.ModeReason);
        Assert.Equal(before is FactoryMode.Quarantined, bench.Factory.CanaryAt is not null);
    }

    [Fact]
    public async Task A_quarantine_outlives_a_drain_and_the_process()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        await bench.OrderAsync(FactoryMode.Quarantined);
        await bench.OrderAsync(FactoryMode.Draining);
        await bench.BeatAsync(beat => beat with { Mode = FactoryMode.Draining });

        var answer = await bench.BeatAsync(beat => beat with { Epoch = 2, Sequence = 1, Cause = HeartbeatCause.Start });

        Assert.Equal(FactoryMode.Quarantined, answer.Mode);
    }

    [Fact]
    public async Task An_order_without_an_end_of_its_own_replaces_what_was_before()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        await bench.OrderAsync(FactoryMode.Quarantined);
        await bench.OrderAsync(FactoryMode.Paused);
        await bench.OrderAsync(FactoryMode.Draining, expires: Minute);
        await bench.OrderAsync(FactoryMode.Active);
        await bench.PassAsync(2 * Minute);

        Assert.Equal(FactoryMode.Active, bench.Factory.ModeNow);
        Assert.Null(bench.Factory.ModeBefore);
    }

    [Fact]
    public async Task A_new_process_is_not_taken_for_one_that_is_ending()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        await bench.BeatAsync(beat => beat with { Mode = FactoryMode.Draining, Cause = HeartbeatCause.Stop });

        await bench.BeatAsync(beat => beat with { Epoch = 2, Sequence = 1, Cause = HeartbeatCause.Start });

        Assert.Equal(nameof(FactoryStatus.Online), bench.Events.Single(happened => happened.Event == FactoryEventNames.Restarted).Status);
    }

    [Fact]
    public async Task A_headquarters_takes_no_orders()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync(beat => beat with { Source = FactorySources.Headquarters });

        Assert.Equal(OrderVerdict.Refused, await bench.OrderAsync(FactoryMode.Paused));
        Assert.Equal(FactoryMode.Active, bench.Factory.ModeNow);
        Assert.Equal(OrderVerdict.Taken, await bench.OrderAsync(FactoryMode.Active));
    }

    [Fact]
    public async Task One_that_says_again_and_again_that_it_is_not_there_is_noted_once()
    {
        await using var bench = new FactoryBench();
        var registration = new HearFactory { FactoryId = FactoryBench.Id, Source = FactorySources.Registration, Role = "LOCAL_WORKER", ClaimedStatus = FactoryStatus.Offline };
        for (var turn = 0; turn < 3; turn++)
            await bench.HearAsync(registration);

        Assert.Equal([FactoryEventNames.Registered, FactoryEventNames.Stopped], bench.EventNames);
        Assert.Equal(FactoryStatus.Offline, bench.Status);
    }

    [Fact]
    public async Task A_factory_that_means_to_beat_rarely_is_not_stale_between_two_beats()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync(beat => beat with { IntervalSeconds = 600 });

        await bench.PassAsync(24 * Minute);
        Assert.Equal(FactoryStatus.Online, bench.Status);
        await bench.PassAsync(2 * Minute);
        Assert.Equal(FactoryStatus.Stale, bench.Status);
        await bench.PassAsync(10 * Minute);
        Assert.Equal(FactoryStatus.Offline, bench.Status);
    }
}

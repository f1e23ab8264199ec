using Corporation.Contracts.Announcing;
using Corporation.Contracts.Fleet;
using Corporation.Sagas.FactoryLife;

namespace Corporation.Sagas.Tests.FactoryLife;

/// <summary>Online, stale, offline, and back.</summary>
public sealed class PresenceTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_factory_is_known_from_its_first_word_on()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();

        Assert.Equal(FactoryStatus.Online, bench.Status);
        Assert.Equal([FactoryEventNames.Registered], bench.EventNames);
        Assert.Equal(bench.Factory.FirstSeenAt, bench.Factory.LastSeenAt);
    }

    [Fact]
    public async Task One_that_beats_stays_online_without_a_word_in_its_history()
    {
        await using var bench = new FactoryBench();
        for (var beat = 0; beat < 20; beat++)
        {
            await bench.BeatAsync();
            await bench.PassAsync(Minute);
        }

        Assert.Equal(FactoryStatus.Online, bench.Status);
        Assert.Equal([FactoryEventNames.Registered], bench.EventNames);
    }

    [Fact]
    public async Task Silence_makes_it_stale_after_five_minutes_and_offline_after_fifteen()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();

        await bench.PassAsync(5 * Minute);
        Assert.Equal(FactoryStatus.Online, bench.Status);
        await bench.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(FactoryStatus.Stale, bench.Status);
        await bench.PassAsync(10 * Minute);
        Assert.Equal(FactoryStatus.Offline, bench.Status);
        Assert.Equal([FactoryEventNames.Registered, FactoryEventNames.Stale, FactoryEventNames.Offline], bench.EventNames);
        Assert.All(bench.Events, happened => Assert.False(string.IsNullOrEmpty(happened.Reason)));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(30)]
    public async Task The_next_heartbeat_revives_it(int silentMinutes)
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        await bench.PassAsync(silentMinutes * Minute);

        await bench.BeatAsync();

        Assert.Equal(FactoryStatus.Online, bench.Status);
        Assert.Equal(FactoryEventNames.Online, bench.EventNames.Last());
    }

    [Fact]
    public async Task Other_times_hold_for_machines_of_another_profile()
    {
        await using var bench = new FactoryBench(options => options.Profiles["laptop"] = new ProfileOptions { StaleAfterDuration = 60 * Minute, OfflineAfterDuration = 600 * Minute });
        await bench.BeatAsync(beat => beat with { DeploymentProfile = "laptop" });

        await bench.PassAsync(30 * Minute);

        Assert.Equal(FactoryStatus.Online, bench.Status);
    }

    [Fact]
    public async Task What_nobody_could_hear_while_HQ_was_away_is_held_against_nobody()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();

        // HQ is gone, and its successor looks at the alarm at once.
        bench.Time.Advance(60 * Minute);
        await bench.SendAsync(new FactoryDue(bench.Factory.CorrelationId));
        Assert.Equal(FactoryStatus.Online, bench.Status);

        await bench.PassAsync(4 * Minute);
        Assert.Equal(FactoryStatus.Online, bench.Status);
        await bench.PassAsync(2 * Minute);
        Assert.Equal(FactoryStatus.Stale, bench.Status);
    }

    [Fact]
    public async Task Nor_what_could_not_be_stored()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        await bench.PassAsync(4 * Minute);
        bench.Store.Failed("The disk is full.", bench.Time.GetUtcNow());

        await bench.PassAsync(4 * Minute);
        Assert.Equal(FactoryStatus.Online, bench.Status);
        await bench.PassAsync(2 * Minute);
        Assert.Equal(FactoryStatus.Stale, bench.Status);
    }

    [Fact]
    public void Who_reads_is_told_of_the_silence_although_nobody_has_looked_yet()
    {
        var heard = new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
        var limits = new FleetOptions().LimitsOf(new FactoryState { DeploymentProfile = "vps" });

        Assert.Equal(FactoryPresence.Stale, FactoryStanding.PresenceAt(FactoryPresence.Online, heard, DateTimeOffset.MinValue, limits, heard + 6 * Minute));
        Assert.Equal(FactoryPresence.Offline, FactoryStanding.PresenceAt(FactoryPresence.Online, heard, DateTimeOffset.MinValue, limits, heard + 16 * Minute));
        Assert.Equal(FactoryPresence.Online, FactoryStanding.PresenceAt(FactoryPresence.Online, heard, heard + 14 * Minute, limits, heard + 16 * Minute));
        Assert.Equal(FactoryPresence.Offline, FactoryStanding.PresenceAt(FactoryPresence.Offline, heard, heard + 14 * Minute, limits, heard + 16 * Minute));
    }

    [Fact]
    public async Task One_that_says_that_it_stops_is_offline_at_once_and_back_with_its_next_process()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        await bench.BeatAsync(beat => beat with { Cause = HeartbeatCause.Stop });
        Assert.Equal(FactoryStatus.Offline, bench.Status);

        // Overtaken by the goodbye.
        await bench.BeatAsync(beat => beat with { Sequence = 1 });
        Assert.Equal(FactoryStatus.Offline, bench.Status);

        await bench.BeatAsync(beat => beat with { Epoch = 2, Sequence = 1, Cause = HeartbeatCause.Start });
        Assert.Equal(FactoryStatus.Online, bench.Status);
        Assert.Equal([FactoryEventNames.Registered, FactoryEventNames.Stopped, FactoryEventNames.Restarted, FactoryEventNames.Online], bench.EventNames);
    }

    [Fact]
    public async Task An_older_process_is_told_of_the_newer_one_and_changes_nothing()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync(beat => beat with { Epoch = 2 });
        var seen = bench.Factory.LastSeenAt;
        await bench.PassAsync(Minute);

        var answer = await bench.BeatAsync(beat => beat with { Epoch = 1 });

        Assert.Equal(2, answer.NewestEpoch);
        Assert.Equal(seen, bench.Factory.LastSeenAt);
    }

    [Fact]
    public async Task Heartbeats_that_come_twice_or_late_change_nothing()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        await bench.BeatAsync(beat => beat with { Labels = """{"gpu":""}""" });
        await bench.PassAsync(Minute);
        var seen = bench.Factory.LastSeenAt;

        await bench.BeatAsync(beat => beat with { Sequence = 1, Labels = "{}" });
        await bench.BeatAsync(beat => beat with { Sequence = 2, Labels = "{}" });

        Assert.Equal(seen, bench.Factory.LastSeenAt);
        Assert.Equal("""{"gpu":""}""", bench.Factory.Labels);
        Assert.Single(bench.EventNames, FactoryEventNames.Changed);
    }

    [Fact]
    public async Task One_that_beats_and_hears_nothing_is_degraded_until_it_hears_again()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        for (var beat = 0; beat < 3; beat++)
        {
            Assert.Equal(FactoryStatus.Online, bench.Status);
            await bench.PassAsync(Minute);
            await bench.BeatAsync(said => said with { ProbeHeard = null });
        }

        Assert.Equal(FactoryStatus.Degraded, bench.Status);
        await bench.PassAsync(Minute);
        await bench.BeatAsync();
        Assert.Equal(FactoryStatus.Online, bench.Status);
        Assert.Equal([FactoryEventNames.Registered, FactoryEventNames.Degraded, FactoryEventNames.Recovered], bench.EventNames);
    }

    [Fact]
    public async Task Beats_in_a_row_because_of_changes_miss_no_probe()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync();
        for (var beat = 0; beat < 10; beat++)
            await bench.BeatAsync(said => said with { Cause = HeartbeatCause.Change, ProbeHeard = null });

        Assert.Equal(FactoryStatus.Online, bench.Status);
    }

    [Fact]
    public async Task One_that_can_not_read_its_queues_is_degraded_at_once()
    {
        await using var bench = new FactoryBench();
        await bench.BeatAsync(said => said with { DeafQueues = ["mission-echo"] });

        Assert.Equal(FactoryStatus.Degraded, bench.Status);
        Assert.Contains("mission-echo", bench.Factory.DegradedReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registration_over_HTTP_feeds_the_same_machine_and_each_one_is_news()
    {
        await using var bench = new FactoryBench();
        var registration = new HearFactory { FactoryId = FactoryBench.Id, Source = "api_registration", Role = "LOCAL_WORKER", Mode = FactoryMode.Active };
        await bench.HearAsync(registration);
        await bench.PassAsync(6 * Minute);
        Assert.Equal(FactoryStatus.Stale, bench.Status);

        await bench.HearAsync(registration);
        Assert.Equal(FactoryStatus.Online, bench.Status);
        await bench.HearAsync(registration with { Mode = FactoryMode.Paused, ClaimedStatus = FactoryStatus.Paused });
        Assert.Equal(FactoryStatus.Paused, bench.Status);
        await bench.HearAsync(registration with { ClaimedStatus = FactoryStatus.Offline });
        Assert.Equal(FactoryStatus.Offline, bench.Status);
    }
}

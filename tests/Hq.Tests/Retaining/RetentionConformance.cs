using Corporation.Contracts.Missions;

namespace Corporation.Hq.Tests.Retaining;

/// <summary>What holds for both stores.</summary>
public abstract class RetentionConformance : IAsyncLifetime
{
    private protected RetentionBench Bench { get; private set; } = null!;

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Bench = await CreateAsync();
        await Bench.OpenAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Bench.DisposeAsync();
    }

    private protected abstract Task<RetentionBench> CreateAsync();

    [Theory]
    [InlineData(MissionLifeState.Succeeded)]
    [InlineData(MissionLifeState.Failed)]
    [InlineData(MissionLifeState.Cancelled)]
    [InlineData(MissionLifeState.Expired)]
    public async Task What_ended_long_ago_goes_with_all_that_belongs_to_it(MissionLifeState state)
    {
        await Bench.AddAsync(state, 91);
        var recent = await Bench.AddAsync(state, 89);

        Assert.Equal(1, await Bench.Sweeper().SweepAsync(Token));

        Assert.Equal([recent], await Bench.WholeMissionsAsync());
    }

    [Theory]
    [InlineData(MissionLifeState.Scheduled)]
    [InlineData(MissionLifeState.Queued)]
    [InlineData(MissionLifeState.Claimed)]
    [InlineData(MissionLifeState.Running)]
    [InlineData(MissionLifeState.Retrying)]
    public async Task What_has_not_ended_stays_however_old_it_is(MissionLifeState state)
    {
        // Also one that was requeued after its first end.
        await Bench.AddAsync(state, 1_000);
        await Bench.AddAsync(state, 1_000, mission => mission.FinishedAt = RetentionBench.Now.AddDays(-900));

        Assert.Equal(0, await Bench.Sweeper().SweepAsync(Token));

        Assert.Equal(2, (await Bench.WholeMissionsAsync()).Count);
    }

    [Fact]
    public async Task What_happened_to_factories_goes_as_well_the_oldest_first_and_in_batches()
    {
        foreach (var days in (double[])[200, 120, 91, 89, 1])
            await Bench.AddFactoryEventAsync(days);

        await Bench.Sweeper(batchSize: 2).SweepAsync(Token);

        var left = await Bench.Reader.QueryAsync("select position from factory_events order by position", row => row.GetInt64(0), [], Token);
        Assert.Equal(2, left.Count);
    }

    [Fact]
    public async Task What_took_long_counts_from_its_end()
    {
        var slow = await Bench.AddAsync(MissionLifeState.Succeeded, 200, mission => mission.FinishedAt = RetentionBench.Now.AddDays(-10));

        Assert.Equal(0, await Bench.Sweeper().SweepAsync(Token));

        Assert.Equal([slow], await Bench.WholeMissionsAsync());
    }

    [Fact]
    public async Task A_dead_letter_stays_until_somebody_decides_and_then_as_long_as_others()
    {
        var undecided = await Bench.AddAsync(MissionLifeState.DeadLettered, 1_000);
        var decided = await Bench.AddAsync(MissionLifeState.DeadLettered, 1_000, mission => mission.DiscardedAt = RetentionBench.Now.AddDays(-89));
        await Bench.AddAsync(MissionLifeState.DeadLettered, 1_000, mission => mission.DiscardedAt = RetentionBench.Now.AddDays(-91));

        Assert.Equal(1, await Bench.Sweeper().SweepAsync(Token));

        Assert.Equal([.. new[] { undecided, decided }.Order()], (await Bench.WholeMissionsAsync()).Order());
    }

    [Fact]
    public async Task It_goes_by_small_transactions()
    {
        await Bench.AddAsync(20, MissionLifeState.Succeeded, 100);
        var writer = new CountedWriter(Bench.Writer);

        Assert.Equal(20, await Bench.Sweeper(batchSize: 7, writer).SweepAsync(Token));

        Assert.Equal([7, 7, 6], writer.Removed);
        Assert.Empty(await Bench.WholeMissionsAsync());
    }

    [Fact]
    public async Task What_a_process_that_ends_in_the_middle_leaves_is_whole_and_the_next_one_goes_on()
    {
        await Bench.AddAsync(20, MissionLifeState.Succeeded, 100);
        var kept = await Bench.AddAsync(MissionLifeState.Succeeded, 1);

        await Assert.ThrowsAsync<OperationCanceledException>(() => Bench.Sweeper(batchSize: 3, new CountedWriter(Bench.Writer, most: 3)).SweepAsync(Token));
        Assert.Equal(12, (await Bench.WholeMissionsAsync()).Count);

        Assert.Equal(11, await Bench.Sweeper(batchSize: 3).SweepAsync(Token));
        Assert.Equal([kept], await Bench.WholeMissionsAsync());
    }

    [Fact]
    public async Task Several_at_once_remove_each_mission_once()
    {
        await Bench.AddAsync(60, MissionLifeState.Succeeded, 100);
        await Bench.AddAsync(60, MissionLifeState.Failed, 100);
        var live = await Bench.AddAsync(MissionLifeState.Running, 100);

        var removed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Bench.Sweeper(batchSize: 5).SweepAsync(Token)));

        Assert.Equal(120, removed.Sum());
        Assert.Equal([live], await Bench.WholeMissionsAsync());
    }

    [Fact]
    public async Task Zero_keeps_for_ever()
    {
        await Bench.AddAsync(MissionLifeState.Succeeded, 10_000);

        Assert.Equal(0, await Bench.Sweeper(keep: TimeSpan.Zero).SweepAsync(Token));

        Assert.Single(await Bench.WholeMissionsAsync());
    }
}

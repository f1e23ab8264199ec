using Corporation.SagaStore.Tests.Counting;

namespace Corporation.SagaStore.Tests.Writing;

public sealed class WriterTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_written_is_read_back()
    {
        await using var store = StoreFixture.Open(_folder);
        var counter = new CounterState
        {
            CorrelationId = Guid.NewGuid(),
            CurrentState = "Open",
            Name = "größe",
            Steps = 3,
            Color = CounterColor.Green,
            ChangedAt = DateTimeOffset.UnixEpoch.AddDays(1),
            Token = Guid.NewGuid(),
        };

        await store.Writer.WriteAsync(session => { session.Insert(counter); return true; }, Token);

        Assert.Equivalent(counter, store.Reader.Find<CounterState>(counter.CorrelationId), strict: true);
    }

    [Fact]
    public async Task An_update_advances_the_token_and_a_stale_one_changes_nothing()
    {
        await using var store = StoreFixture.Open(_folder);
        var fresh = new CounterState { CorrelationId = Guid.NewGuid() };
        await store.Writer.WriteAsync(session => { session.Insert(fresh); return true; }, Token);
        var stale = store.Reader.Find<CounterState>(fresh.CorrelationId)!;

        fresh.Steps = 1;
        var first = await store.Writer.TryUpdateAsync(fresh);
        stale.Steps = 2;
        var second = await store.Writer.TryUpdateAsync(stale);

        Assert.True(first);
        Assert.False(second);
        var stored = store.Reader.Find<CounterState>(fresh.CorrelationId)!;
        Assert.Equal((1, 1L, 1L, 0L), (stored.Steps, stored.Version, fresh.Version, stale.Version));
    }
}

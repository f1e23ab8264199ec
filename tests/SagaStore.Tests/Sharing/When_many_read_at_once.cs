using Corporation.SagaStore.Tests.Counting;
using Corporation.SagaStore.Writing;

namespace Corporation.SagaStore.Tests.Sharing;

/// <summary>Rows that are asked for together are read together; what happens to one must not be felt by the others.</summary>
public sealed class When_many_read_at_once(SharedServer shared)
{
    private const int Readers = 200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_gets_its_own_row_or_none_of_whatever_type()
    {
        await using var store = await SharedStore.OpenAsync(shared.Server);
        var ids = Enumerable.Range(0, Readers).Select(_ => Guid.NewGuid()).ToArray();
        foreach (var (number, id) in ids.Index().Where(each => each.Index % 2 == 0))
            await store.InsertAsync(new CounterState { CorrelationId = id, Name = $"{number}", Steps = number });
        await store.InsertAsync(new AllTypes("other", "type"));

        for (var round = 0; round < 5; round++)
        {
            var reads = ids.Select(id => store.Reader.FindAsync<CounterState>(id, Token).AsTask()).ToArray();
            var other = store.Reader.FindAsync<AllTypes>("other", Token);
            var found = await Task.WhenAll(reads);

            Assert.Equal("type", (await other)?.ReadHidden());
            Assert.All(found.Index(), each => Assert.Equal(each.Index % 2 == 0 ? $"{each.Index} {ids[each.Index]}" : "", $"{each.Item?.Name} {each.Item?.CorrelationId}".Trim()));
        }
    }

    [Fact]
    public async Task A_row_that_can_not_be_read_fails_alone()
    {
        await using var store = await SharedStore.OpenAsync(shared.Server);
        var (good, bad) = (new CounterState { CorrelationId = Guid.NewGuid(), Name = "good" }, new CounterState { CorrelationId = Guid.NewGuid(), Name = "bad" });
        await store.InsertAsync(good);
        await store.InsertAsync(bad);
        await store.Writer.WriteAsync(
            session =>
            {
                session.Execute("""update counters set "Color" = 'Ultraviolet' where counter_id = $1""", bad.CorrelationId);
                return true;
            },
            Token);

        var reads = Enumerable.Range(0, Readers).Select(number => store.Reader.FindAsync<CounterState>((number % 5 == 0 ? bad : good).CorrelationId, Token).AsTask()).ToArray();
        await Task.WhenAny(Task.WhenAll(reads));

        Assert.All(reads.Index(), each => Assert.Equal(each.Index % 5 == 0, each.Item.IsFaulted));
        Assert.Contains("Ultraviolet", reads[0].Exception!.GetBaseException().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_that_the_server_refuses_fails_alone()
    {
        await using var store = await SharedStore.OpenAsync(shared.Server);
        var counter = new CounterState { CorrelationId = Guid.NewGuid() };
        await store.InsertAsync(counter);
        await store.InsertAsync(new AllTypes("other", "type"));
        await store.Writer.WriteAsync(
            session =>
            {
                session.Execute("""alter table "all types" rename column "Money" to "Gold" """);
                return true;
            },
            Token);

        var reads = Enumerable.Range(0, Readers).Select(_ => store.Reader.FindAsync<CounterState>(counter.CorrelationId, Token).AsTask()).ToArray();
        var refused = store.Reader.FindAsync<AllTypes>("other", Token).AsTask();
        var more = Enumerable.Range(0, Readers).Select(_ => store.Reader.FindAsync<CounterState>(counter.CorrelationId, Token).AsTask()).ToArray();

        Assert.All(await Task.WhenAll([.. reads, .. more]), row => Assert.Equal(counter.CorrelationId, row?.CorrelationId));
        Assert.Contains("Money", (await Assert.ThrowsAnyAsync<Exception>(() => refused)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_closed_answers_what_waits_and_refuses_the_rest()
    {
        var store = await SharedStore.OpenAsync(shared.Server);
        var counter = new CounterState { CorrelationId = Guid.NewGuid() };
        await store.InsertAsync(counter);

        var reader = store.Reader;
        var reads = Enumerable.Range(0, Readers).Select(_ => reader.FindAsync<CounterState>(counter.CorrelationId, Token).AsTask()).ToArray();
        await store.DisposeAsync();

        Assert.All(await Task.WhenAll(reads), row => Assert.Equal(counter.CorrelationId, row?.CorrelationId));
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() => reader.FindAsync<CounterState>(counter.CorrelationId, Token).AsTask());
        Assert.Contains("stopped", refusal.Message, StringComparison.Ordinal);
    }
}

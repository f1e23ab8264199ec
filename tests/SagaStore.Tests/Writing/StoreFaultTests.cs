using Corporation.SagaStore.Tests.Counting;
using Corporation.SagaStore.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Corporation.SagaStore.Tests.Writing;

public sealed class StoreFaultTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_locked_file_refuses_the_group_and_heals_when_the_lock_goes()
    {
        await using var store = StoreFixture.Open(_folder);
        await using var outsider = store.Outsider();
        await using (var locked = outsider.CreateCommand())
        {
            locked.CommandText = "BEGIN EXCLUSIVE";
            await locked.ExecuteNonQueryAsync(Token);
        }

        var counter = new CounterState { CorrelationId = Guid.NewGuid() };
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => Insert(store, counter));
        var unhealthy = await CheckAsync(store);
        await using (var release = outsider.CreateCommand())
        {
            release.CommandText = "ROLLBACK";
            await release.ExecuteNonQueryAsync(Token);
        }

        var healthy = await CheckAsync(store);
        await Insert(store, counter);

        Assert.Contains(store.File, refused.Message, StringComparison.Ordinal);
        Assert.Contains("locked", refused.Message, StringComparison.Ordinal);
        Assert.Equal((HealthStatus.Unhealthy, HealthStatus.Healthy), (unhealthy.Status, healthy.Status));
        Assert.NotNull(store.Reader.Find<CounterState>(counter.CorrelationId));
    }

    [Fact]
    public async Task A_full_disk_refuses_the_whole_group_leaves_no_half_unit_and_heals()
    {
        await using var store = StoreFixture.Open(_folder);
        await LimitPagesAsync(store, more: 8);
        var gate = new Gate(store.Writer);

        // The first fits, the second doesn't: SQLite then rolls the whole transaction back, and both callers must hear of it.
        var small = Insert(store, new CounterState { CorrelationId = Guid.NewGuid() });
        var large = Insert(store, new CounterState { CorrelationId = Guid.NewGuid(), Name = new string('x', 200_000) });
        await gate.OpenAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => small);
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => large);
        Assert.Contains("full", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, store.Count("counters"));
        Assert.False(store.Health.IsWritable);

        await LimitPagesAsync(store, more: 100_000);
        await Insert(store, new CounterState { CorrelationId = Guid.NewGuid(), Name = new string('x', 200_000) });
        Assert.Equal(1, store.Count("counters"));
        Assert.True(store.Health.IsWritable);
    }

    [Fact]
    public async Task A_unit_can_not_swallow_a_full_disk()
    {
        await using var store = StoreFixture.Open(_folder);
        await LimitPagesAsync(store, more: 4);

        var swallowing = store.Writer.WriteAsync(
            session =>
            {
                session.Insert(new CounterStep { Number = 1 });
                try
                {
                    session.Insert(new CounterStep { Number = 2, What = new string('x', 200_000) });
                }
                catch (StoreUnavailableException)
                {
                    // As if nothing had happened.
                }

                return true;
            },
            Token);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => swallowing);
        Assert.Equal(0, store.Count("steps"));
    }

    [Fact]
    public async Task A_unit_may_handle_a_key_that_exists_and_go_on()
    {
        await using var store = StoreFixture.Open(_folder);
        var counter = new CounterState { CorrelationId = Guid.NewGuid(), Name = "taken" };
        await Insert(store, counter);

        var existing = await store.Writer.WriteAsync(
            session =>
            {
                try
                {
                    session.Insert(new CounterState { CorrelationId = Guid.NewGuid(), Name = "taken" });
                    return Guid.Empty;
                }
                catch (UniqueViolationException)
                {
                    return session.Query("SELECT counter_id FROM counters WHERE \"Name\" = $1", row => row.GetGuid(0), "taken")[0];
                }
            },
            Token);

        Assert.Equal(counter.CorrelationId, existing);
    }

    [Fact]
    public async Task A_mistake_in_SQL_goes_to_its_sender_and_says_nothing_about_the_store()
    {
        await using var store = StoreFixture.Open(_folder);

        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => store.Writer.ExecuteAsync("SELEC 1"));

        Assert.True(store.Health.IsWritable);
        Assert.Throws<Microsoft.Data.Sqlite.SqliteException>(() => store.Reader.Query("SELECT * FROM nothing", _ => 0));
    }

    [Fact]
    public async Task The_reader_and_the_context_can_not_write()
    {
        await using var store = StoreFixture.Open(_folder);
        await using var context = store.Context();
        context.Add(new CounterStep());

        Assert.Throws<StoreUnavailableException>(() => store.Reader.Query("DELETE FROM steps RETURNING 1", _ => 0));
        await Assert.ThrowsAsync<Microsoft.EntityFrameworkCore.DbUpdateException>(() => context.SaveChangesAsync(Token));
    }

    [Fact]
    public async Task The_log_is_emptied_again_after_a_long_read()
    {
        await using var store = StoreFixture.Open(_folder);
        await using var outsider = store.Outsider();
        await using (var hold = outsider.CreateCommand())
        {
            hold.CommandText = "BEGIN; SELECT count(*) FROM steps";
            await hold.ExecuteScalarAsync(Token);
        }

        for (var i = 0; i < 20; i++)
            await InsertLargeAsync(store, i);
        var held = new FileInfo(store.File + "-wal").Length;
        await outsider.CloseAsync();
        for (var i = 20; i < 60; i++)
            await InsertLargeAsync(store, i);

        Assert.InRange(new FileInfo(store.File + "-wal").Length, 1, held + (20L * 1024 * 1024));
    }

    private static Task<bool> InsertLargeAsync(StoreFixture store, int number) => store.Writer.WriteAsync(
        session => { session.Insert(new CounterStep { Number = number, What = new string('x', 2_000_000) }); return true; }, Token);

    private static Task<bool> Insert(StoreFixture store, CounterState counter) =>
        store.Writer.WriteAsync(session => { session.Insert(counter); return true; }, Token);

    private static Task<bool> LimitPagesAsync(StoreFixture store, int more) => store.Writer.WriteAsync(
        session =>
        {
            var pages = session.Query("PRAGMA page_count", row => row.GetInt64(0))[0];
            session.Query($"PRAGMA max_page_count = {pages + more}", row => row.GetInt64(0));
            return true;
        },
        Token);

    private static async Task<HealthReportEntry> CheckAsync(StoreFixture store) =>
        (await store.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Entries["store"];
}

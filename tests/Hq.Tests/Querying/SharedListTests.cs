using Corporation.Hq.Querying;
using Corporation.LocalServers;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Opening;
using Corporation.SagaStore.Reading;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Hq.Tests.Querying;

/// <summary>The same missions as <see cref="FullStore"/>, in PostgreSQL.</summary>
public sealed class FullSharedStore : IAsyncLifetime
{
    private PostgreSqlServer? _server;
    private ServiceProvider? _services;

    internal IStoreReader Reader => _services!.GetRequiredService<IStoreReader>();

    public async ValueTask InitializeAsync()
    {
        _server = await PostgreSqlServer.StartAsync([], CancellationToken.None);
        var database = await _server.CreateDatabaseAsync();
        _services = new ServiceCollection()
            .AddPostgreSqlStore<SharedMissionsDbContext>(options => options.ConnectionString = _server.ConnectionString(database))
            .BuildServiceProvider();
        await _services.GetRequiredService<IStoreStartup>().PrepareAsync(CancellationToken.None);
        await _server.ExecuteAsync(
            """
            insert into missions (mission_id, version, current_state, mission_kind, task, priority, timeout_seconds, max_retries, retry_delay_seconds,
                attempt, retries_used, round, created_at, updated_at, factory_id, last_sequence, error_message)
            select (lpad(to_hex((1767225600000 + i) >> 16), 8, '0') || '-' || lpad(to_hex((1767225600000 + i) & 65535), 4, '0')
                    || '-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 1,
                case when i % 1000 = 0 then 'DeadLettered' when i % 10 = 0 then 'Queued' else 'Succeeded' end,
                case when i % 5000 = 0 then 'rare' else 'echo' end, 'say number ' || i, 1, 30.0, 1, 1.0, 1, 0, 1,
                (1767225600000 + i) * 1000, (1767225600000 + i) * 1000, case when i % 7000 = 0 then 'small' else 'big' end, 5,
                case when i % 1000 = 0 then 'went wrong' end
            from generate_series(0::bigint, 99999) as n(i)
            """,
            database);
        await _server.ExecuteAsync("vacuum analyze", database);
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }
}

public sealed class SharedListTests(FullSharedStore store) : IClassFixture<FullSharedStore>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Combinations => ListPlanTests.Combinations;

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Every_list_gives_what_the_filter_means_in_order(string parts)
    {
        var filter = ListPlanTests.Filter(parts);
        var list = new MissionList(store.Reader);

        var (seen, cursor) = (new List<Guid>(), (ListCursor?)null);
        for (var page = 0; page < 3; page++)
        {
            var missions = await list.PageAsync(filter, 40, cursor, Token);
            seen.AddRange(missions.Missions.Select(mission => mission.JobId));
            if (missions.NextCursor is null)
                break;
            Assert.Null(ListCursor.Read(missions.NextCursor, filter, out var next));
            cursor = next;
        }

        var expected = await store.Reader.QueryAsync(ListPlanTests.PlainSql(filter), row => row.GetGuid(0), [], Token);
        Assert.Equal(expected.Take(120), seen);
        Assert.Equal(expected.Count, await list.CountAsync(filter, Token));
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task No_page_reads_a_table_from_end_to_end(string parts)
    {
        var query = MissionListSql.Page(StoreEngine.PostgreSql, ListPlanTests.Filter(parts), null, 51)!;

        var plan = await store.Reader.QueryAsync("explain " + query.Sql, row => row.GetString(0), query.Values, Token);

        Assert.DoesNotContain(plan, step => step.Contains("Seq Scan", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_sweep_does_not_read_the_table_from_end_to_end()
    {
        var plan = await store.Reader.QueryAsync(
            "explain select mission_id from missions where wake_at <= $1 order by wake_at limit $2", row => row.GetString(0), [1L, 500], Token);

        Assert.DoesNotContain(plan, step => step.Contains("Seq Scan", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_timeline_can_only_grow()
    {
        foreach (var sql in new[] { "update mission_events set event = 'x'", "delete from mission_events", "truncate mission_events" })
        {
            var refusal = await Assert.ThrowsAsync<Npgsql.PostgresException>(async () => await store.Reader.QueryAsync(sql, _ => 0, [], Token));
            Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
        }
    }
}

using Corporation.Hq.LiveStreams;
using Corporation.Hq.Querying;
using Corporation.LocalServers;
using Corporation.Sagas.MissionLife;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Opening;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;
using Corporation.SagaStore.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Corporation.Hq.Tests.Querying;

/// <summary>An empty HQ's database in PostgreSQL.</summary>
public sealed class EmptySharedStore : IAsyncLifetime
{
    private PostgreSqlServer? _server;
    private ServiceProvider? _services;

    internal IStoreReader Reader => _services!.GetRequiredService<IStoreReader>();

    internal IStoreWriter Writer => _services!.GetRequiredService<IStoreWriter>();

    public string Database { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _server = await PostgreSqlServer.StartAsync([], CancellationToken.None);
        Database = _server.ConnectionString(await _server.CreateDatabaseAsync());
        _services = new ServiceCollection()
            .AddPostgreSqlStore<SharedMissionsDbContext>(options => options.ConnectionString = Database)
            .BuildServiceProvider();
        await _services.GetRequiredService<IStoreStartup>().PrepareAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <summary>A transaction in which something was done, still open.</summary>
    public async Task<(NpgsqlConnection Connection, NpgsqlTransaction Transaction)> BeginAsync(string sql)
    {
        var connection = new NpgsqlConnection(Database);
        await connection.OpenAsync(CancellationToken.None);
        var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
#pragma warning disable CA2100 // The test's own text.
        await using var command = new NpgsqlCommand(sql, connection, transaction);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(CancellationToken.None);
        return (connection, transaction);
    }
}

public sealed class EventHorizonTests(EmptySharedStore store) : IClassFixture<EmptySharedStore>
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_position_is_not_passed_while_its_transaction_runs_though_it_is_the_only_one()
    {
        var horizon = new EventHorizon(store.Reader, new CommitSignals(), TimeProvider.System);
        var before = await ReadAsync(horizon);
        var (connection, transaction) = await store.BeginAsync(Insert(Guid.NewGuid()));
        await using (connection)
        await using (transaction)
        {
            var time = new FakeTimeProvider();
            var patient = new EventHorizon(store.Reader, new CommitSignals(), time);
            Assert.Equal(0, await ReadAsync(patient, time));
            Assert.Equal(before, await ReadAsync(horizon, null));

            await transaction.CommitAsync(Token);
            Assert.True(await ReadAsync(horizon) > before);
        }
    }

    [Fact]
    public async Task A_long_transaction_of_somebody_else_holds_nothing_up()
    {
        var (connection, transaction) = await store.BeginAsync("create table somebody_elses as select 1 as one");
        await using (connection)
        await using (transaction)
        {
            await WriteAsync(Guid.NewGuid(), 1);
            var position = await LastAsync();
            var time = new FakeTimeProvider();

            Assert.Equal(position, await ReadAsync(new EventHorizon(store.Reader, new CommitSignals(), time), time));
        }
    }

    [Fact]
    public async Task Who_reads_up_to_the_horizon_misses_nothing_of_many_writers()
    {
        const int writers = 16, each = 60, readers = 6;
        var timelines = new Timelines(store.Reader, new EventHorizon(store.Reader, new CommitSignals(), TimeProvider.System));
        var position = await LastAsync();
        var missions = Enumerable.Range(0, writers).Select(_ => Guid.NewGuid()).ToHashSet();
        var writing = Task.WhenAll(missions.Select(async mission =>
        {
            for (var sequence = 1; sequence <= each; sequence++)
                await WriteAsync(mission, sequence);
        }));

        await Task.WhenAll(Enumerable.Range(0, readers).Select(_ => ReadAllAsync(position)));
        await writing;

        // All over one horizon, as the streams of one HQ: what one of them has settled says nothing about the rows that another one has read.
        async Task ReadAllAsync(long position)
        {
            var seen = 0;
            while (seen < writers * each)
            {
                Token.ThrowIfCancellationRequested();
                var wasDone = writing.IsCompleted;
                var rows = await timelines.OfAllAsync(position, 200, Token);
                seen += rows.Count(row => missions.Contains(row.JobId));
                if (rows.Count > 0)
                    position = rows[^1].Position;
                Assert.False(wasDone && rows.Count == 0, $"{writers * each - seen} rows were passed before they were committed");
            }
        }
    }

    private static Task<long> ReadAsync(EventHorizon horizon) => horizon.ReadAsync(new StoreQuery<int>("select 1", static row => row.GetInt32(0)), Token);

    // With a test's clock the patience is over as soon as it is moved far enough.
    private static async Task<long> ReadAsync(EventHorizon horizon, FakeTimeProvider? time)
    {
        var reading = ReadAsync(horizon);
        while (!reading.IsCompleted)
        {
            time?.Advance(Step);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
        }

        return await reading;
    }

    private Task<bool> WriteAsync(Guid mission, int sequence) => store.Writer.WriteAsync(
        session =>
        {
            session.Insert(new MissionEvent { MissionId = mission, Sequence = sequence, Event = "progressed", Actor = "test", OccurredAt = DateTimeOffset.UnixEpoch });
            return true;
        },
        Token);

    private async Task<long> LastAsync() =>
        (await store.Reader.QueryAsync("select coalesce(max(position), 0) from mission_events", row => row.GetInt64(0), [], Token))[0];

    private static string Insert(Guid mission) =>
        $"insert into mission_events (mission_id, sequence, occurred_at, event, actor, attempt) values ('{mission}', 1, 0, 'progressed', 'test', 0)";
}

using System.Collections.Concurrent;
using Corporation.SagaStore.Tests.Counting;
using Corporation.SagaStore.Writing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.SagaStore.Tests.Sharing;

public sealed class When_several_write_to_one_database(SharedServer shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_kind_of_value_is_stored_as_EF_Core_stores_it()
    {
        await using var store = await SharedStore.OpenAsync(shared.Server);
        var (filled, empty) = (Filled(), new AllTypes("empty", "") { Time = DateTime.UnixEpoch, Moment = DateTimeOffset.UnixEpoch });

        await store.InsertAsync(filled);
        await store.InsertAsync(empty);

        await using var context = store.Context();
        foreach (var row in new[] { filled, empty })
        {
            Assert.Equivalent(row, await context.Set<AllTypes>().AsNoTracking().SingleAsync(all => all.Id == row.Id, Token), strict: true);
            var read = await store.Reader.FindAsync<AllTypes>(row.Id, Token);
            Assert.Equivalent(row, read, strict: true);
            Assert.Equal(row.ReadHidden(), read!.ReadHidden());
        }
    }

    [Fact]
    public async Task An_update_advances_the_token_and_a_stale_one_fails_alone()
    {
        await using var one = await SharedStore.OpenAsync(shared.Server, options => options.WriterConnections = 1);
        await using var other = await SharedStore.OpenAsync(one.ConnectionString);
        var fresh = new CounterState { CorrelationId = Guid.NewGuid() };
        await one.InsertAsync(fresh);
        var stale = (await other.Reader.FindAsync<CounterState>(fresh.CorrelationId, Token))!;
        fresh.Steps = 1;
        Assert.True(await one.Writer.TryUpdateAsync(fresh));

        // All in one group: the stale one must neither be stored nor take the others with it.
        var gate = new Gate(one.Writer);
        stale.Steps = 2;
        var refused = one.Writer.TryUpdateAsync(stale);
        var others = Enumerable.Range(1, 10).Select(number => one.InsertAsync(new CounterStep { Number = number, CounterId = fresh.CorrelationId })).ToArray();
        await gate.OpenAsync();
        await Task.WhenAll(others);

        Assert.False(await refused);
        var stored = (await other.Reader.FindAsync<CounterState>(fresh.CorrelationId, Token))!;
        Assert.Equal((1, 1L, 1L, 0L), (stored.Steps, stored.Version, fresh.Version, stale.Version));
        Assert.Equal(10, await other.CountAsync("steps"));
    }

    [Fact]
    public async Task A_unit_that_fails_after_it_has_read_its_own_changes_leaves_none_of_them()
    {
        await using var store = await SharedStore.OpenAsync(shared.Server, options => options.WriterConnections = 1);
        var gate = new Gate(store.Writer);
        var counter = new CounterState { CorrelationId = Guid.NewGuid() };
        var kept = store.InsertAsync(new CounterStep { Number = 1 });
        var failing = store.Writer.WriteAsync<bool>(
            session =>
            {
                session.Insert(counter);
                session.Update(counter, () => new InvalidOperationException("stale"));
                Assert.Equal([1L], session.Query("select count(*) from counters", row => row.GetInt64(0)));
                throw new InvalidTimeZoneException();
            },
            Token);
        var also = store.InsertAsync(new CounterStep { Number = 2 });

        await gate.OpenAsync();
        await Task.WhenAll(kept, also);

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => failing);
        Assert.Equal((2L, 0L, 0L), (await store.CountAsync("steps"), await store.CountAsync("counters"), counter.Version));
    }

    [Fact]
    public async Task A_key_that_exists_fails_its_own_unit_by_name_and_no_other()
    {
        await using var store = await SharedStore.OpenAsync(shared.Server, options => options.WriterConnections = 1);
        await store.InsertAsync(new CounterState { CorrelationId = Guid.NewGuid(), Name = "taken" });
        var gate = new Gate(store.Writer);
        var first = store.InsertAsync(new CounterStep { Number = 1 });
        var duplicate = store.InsertAsync(new CounterState { CorrelationId = Guid.NewGuid(), Name = "taken" });
        var swallowed = store.Writer.WriteAsync(
            session =>
            {
                session.Insert(new CounterState { CorrelationId = Guid.NewGuid(), Name = "taken" });
                try
                {
                    return session.Query("select 1", row => row.GetInt32(0))[0];
                }
                catch (Exception)
                {
                    return 0; // PostgreSQL would refuse everything after it: the unit must fail all the same.
                }
            },
            Token);
        var last = store.InsertAsync(new CounterStep { Number = 2 });

        await gate.OpenAsync();
        await Task.WhenAll(first, last);

        Assert.Contains("Name", (await Assert.ThrowsAsync<UniqueViolationException>(() => duplicate)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UniqueViolationException>(() => swallowed);
        Assert.Equal((2L, 1L), (await store.CountAsync("steps"), await store.CountAsync("counters")));
        Assert.True(store.Health.IsWritable);
    }

    [Fact]
    public async Task Two_processes_that_change_the_same_rows_crosswise_lose_nothing()
    {
        await using var one = await SharedStore.OpenAsync(shared.Server);
        await using var other = await SharedStore.OpenAsync(one.ConnectionString);
        var ids = Enumerable.Range(0, 8).Select(_ => Guid.NewGuid()).ToArray();
        foreach (var id in ids)
            await one.InsertAsync(new CounterState { CorrelationId = id });

        // Each unit locks two rows in an order of its own, so transactions deadlock; PostgreSQL ends one, and it is run again.
        await Parallel.ForEachAsync(Enumerable.Range(0, 400), new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Token }, async (number, _) =>
        {
            var (first, second) = (ids[number % 8], ids[(number * 3 + 1) % 8]);
            await (number % 2 == 0 ? one : other).Writer.ExecuteAsync("""update counters set "Steps" = "Steps" + 1 where counter_id = $1""", first);
            await (number % 2 == 0 ? other : one).Writer.WriteAsync(
                session =>
                {
                    session.Execute("""update counters set "Steps" = "Steps" + 1 where counter_id = $1""", second);
                    session.Execute("""update counters set "Steps" = "Steps" + 1 where counter_id = $1""", first);
                    return true;
                },
                Token);
        });

        var steps = await one.Reader.QueryAsync("""select coalesce(sum("Steps"), 0) from counters""", row => row.GetInt64(0), [], Token);
        Assert.Equal([1200L], steps);
    }

    [Fact]
    public async Task Observers_see_what_was_committed_with_its_keys_and_before_the_caller_goes_on()
    {
        var witness = new Witness();
        await using var store = await SharedStore.OpenAsync(shared.Server, register: services => services.AddSingleton<ICommitObserver>(witness));

        await Parallel.ForEachAsync(Enumerable.Range(1, 300), Token, async (number, token) =>
        {
            var step = new CounterStep { Number = number };
            var unit = store.Writer.WriteAsync(session => { session.Insert(step); return number % 10 == 0 ? throw new InvalidTimeZoneException() : true; }, token);
            await unit.ContinueWith(task => Assert.Equal(number % 10 != 0, task.IsCompletedSuccessfully), TaskScheduler.Default);
            Assert.Equal(number % 10 != 0, witness.Positions.Contains(step.Position));
        });

        var stored = await store.Reader.QueryAsync("""select "Position" from steps order by 1""", row => row.GetInt64(0), [], Token);
        Assert.Equal(270, stored.Count);
        Assert.Equal(stored, witness.Positions.Order());
    }

    private static AllTypes Filled() => new("id \"with\" quotes", "hidden")
    {
        Flag = true,
        Tiny = 255,
        Small = short.MinValue,
        Number = int.MinValue,
        Natural = uint.MaxValue,
        Big = long.MinValue,
        Huge = ulong.MaxValue,
        Coarse = 1.5f,
        Fine = Math.PI,
        Money = 79228162514264337593543950335m,
        Key = Guid.NewGuid(),
        Time = new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc),
        Moment = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero),
        Span = TimeSpan.FromTicks(-123456780),
        Text = new string('ü', 3000) + "end",
        Bytes = [0, 1, 2],
        Color = CounterColor.Green,
        ColorName = CounterColor.Green,
        MaybeNumber = 0,
        MaybeGuid = Guid.Empty,
        MaybeText = "",
        MaybeBytes = [],
        Numbers = [3, 1, 2],
    };

    private sealed class Witness : ICommitObserver
    {
        public ConcurrentQueue<long> Positions { get; } = new();

        public void Committed(IReadOnlyList<object> insertedRows)
        {
            foreach (var row in insertedRows.Cast<CounterStep>())
                Positions.Enqueue(row.Position);
        }
    }
}

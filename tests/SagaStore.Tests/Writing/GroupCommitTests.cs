using System.Collections.Concurrent;
using Corporation.SagaStore.Tests.Counting;
using Corporation.SagaStore.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.SagaStore.Tests.Writing;

public sealed class GroupCommitTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly Witness _witness = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Units_that_wait_share_one_commit()
    {
        await using var store = StoreFixture.Open(_folder);
        var gate = new Gate(store.Writer);

        var units = Enumerable.Range(1, 50).Select(number => InsertStep(store, number)).ToArray();
        await gate.OpenAsync();
        await Task.WhenAll(units);

        Assert.Equal((2, 51), (store.Health.Commits, store.Health.Units));
        Assert.Equal(50, store.Count("steps"));
    }

    [Fact]
    public async Task One_bad_unit_is_rolled_back_alone()
    {
        await using var store = StoreFixture.Open(_folder);
        var gate = new Gate(store.Writer);

        var before = Enumerable.Range(1, 20).Select(number => InsertStep(store, number)).ToArray();
        var half = new CounterStep { Number = 500 };
        var bad = store.Writer.WriteAsync<bool>(
            session =>
            {
                session.Insert(half);
                throw new InvalidTimeZoneException("The unit's own failure.");
            },
            Token);
        var duplicate = InsertStep(store, 7);
        var after = Enumerable.Range(21, 20).Select(number => InsertStep(store, number)).ToArray();
        await gate.OpenAsync();
        await Task.WhenAll([.. before, .. after]);

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => bad);
        var violation = await Assert.ThrowsAsync<UniqueViolationException>(() => duplicate);
        Assert.Equal("steps.CounterId, steps.Number", violation.Constraint);
        Assert.Equal((40, 0), (store.Count("steps"), half.Position));
        Assert.Equal(2, store.Health.Commits);
    }

    [Fact]
    public async Task A_unit_that_fails_takes_back_what_it_did_to_its_rows()
    {
        await using var store = StoreFixture.Open(_folder);
        var counter = new CounterState { CorrelationId = Guid.NewGuid() };
        await store.Writer.WriteAsync(session => { session.Insert(counter); return true; }, Token);

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => store.Writer.WriteAsync<bool>(
            session =>
            {
                session.Update(counter, () => new InvalidOperationException("stale"));
                session.Update(counter, () => new InvalidOperationException("stale"));
                throw new InvalidTimeZoneException();
            },
            Token));
        var updated = await store.Writer.TryUpdateAsync(counter);

        Assert.True(updated);
        Assert.Equal(1, counter.Version);
    }

    [Fact]
    public async Task Observers_see_rows_in_commit_order_with_their_keys_and_before_the_caller_goes_on()
    {
        await using var store = StoreFixture.Open(_folder, register: services => services.AddSingleton<ICommitObserver>(_witness));

        await Parallel.ForEachAsync(Enumerable.Range(1, 300), Token, async (number, token) =>
        {
            var step = new CounterStep { Number = number };
            await store.Writer.WriteAsync(session => { session.Insert(step); return number % 10 == 0 ? throw new InvalidTimeZoneException() : true; }, token)
                .ContinueWith(task => Assert.Equal(number % 10 != 0, task.IsCompletedSuccessfully), TaskScheduler.Default);
            Assert.Equal(number % 10 != 0, _witness.Positions.Contains(step.Position));
        });

        Assert.Equal(270, _witness.Positions.Count);
        Assert.Equal(_witness.Positions.Order(), _witness.Positions);
    }

    [Fact]
    public async Task An_observer_that_throws_harms_nobody()
    {
        await using var store = StoreFixture.Open(_folder, register: services => services
            .AddSingleton<ICommitObserver>(new Thrower())
            .AddSingleton<ICommitObserver>(_witness));

        await InsertStep(store, 1);

        Assert.Single(_witness.Positions);
        Assert.True(store.Health.IsWritable);
    }

    [Fact]
    public async Task A_unit_given_up_while_it_waits_is_never_run()
    {
        await using var store = StoreFixture.Open(_folder);
        using var giveUp = new CancellationTokenSource();
        var gate = new Gate(store.Writer);
        var waiting = store.Writer.WriteAsync(session => { session.Insert(new CounterStep { Number = 1 }); return true; }, giveUp.Token);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await gate.OpenAsync();
        await InsertStep(store, 2);
        Assert.Equal(1, store.Count("steps"));
        await Eventually.True(() => store.Health.QueueLength == 0);
    }

    [Fact]
    public async Task A_session_kept_beyond_its_unit_is_refused()
    {
        await using var store = StoreFixture.Open(_folder);
        var kept = await store.Writer.WriteAsync(session => session, Token);

        Assert.Throws<InvalidOperationException>(() => kept.Insert(new CounterStep()));
    }

    [Fact]
    public async Task Stopping_finishes_what_is_queued_and_refuses_the_rest()
    {
        var store = StoreFixture.Open(_folder, options => options.MaxUnitsPerCommit = 2);
        var (writer, health) = (store.Writer, store.Health);
        var gate = new Gate(writer);
        var units = Enumerable.Range(1, 100).Select(number => InsertStep(store, number)).ToArray();

        var stopping = Task.Run(() => store.DisposeAsync().AsTask(), Token);
        await Eventually.True(() => !health.IsOpen);
        await gate.OpenAsync();
        await stopping;

        // Four groups of two wait in the queue; the others wait for room, and are refused or let in, each with one answer.
        var outcomes = await Task.WhenAll(units.Select(unit => unit.ContinueWith(task => task.Exception?.InnerException, TaskScheduler.Default)));
        Assert.All(outcomes, outcome => Assert.True(outcome is null or StoreUnavailableException));
        Assert.InRange(outcomes.Count(outcome => outcome is null), 8, 100);
        var late = await Assert.ThrowsAsync<StoreUnavailableException>(() => writer.WriteAsync(_ => true, Token));
        Assert.Contains("stopped", late.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File + "-wal"));

        await using var again = StoreFixture.Open(_folder);
        Assert.Equal(outcomes.Count(outcome => outcome is null), again.Count("steps"));
    }

    [Fact]
    public async Task A_full_queue_holds_its_callers_back_without_blocking_a_thread()
    {
        await using var store = StoreFixture.Open(_folder, options => options.MaxUnitsPerCommit = 1);
        var gate = new Gate(store.Writer);

        var units = Enumerable.Range(1, 500).Select(number => InsertStep(store, number)).ToArray();

        Assert.Equal(501, store.Health.QueueLength);
        await gate.OpenAsync();
        await Task.WhenAll(units);
        Assert.Equal(500, store.Count("steps"));
    }

    private static Task<bool> InsertStep(StoreFixture store, int number) => store.Writer.WriteAsync(
        session => { session.Insert(new CounterStep { Number = number }); return true; }, Token);

    private sealed class Witness : ICommitObserver
    {
        public ConcurrentQueue<long> Positions { get; } = new();

        public void Committed(IReadOnlyList<object> insertedRows)
        {
            foreach (var row in insertedRows.Cast<CounterStep>())
                Positions.Enqueue(row.Position);
        }
    }

    private sealed class Thrower : ICommitObserver
    {
        public void Committed(IReadOnlyList<object> insertedRows) => throw new InvalidTimeZoneException();
    }
}

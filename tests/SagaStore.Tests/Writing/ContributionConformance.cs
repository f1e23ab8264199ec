using System.Diagnostics.Metrics;
using Corporation.SagaStore.Tests.Counting;
using Corporation.SagaStore.Tests.Sharing;
using Corporation.SagaStore.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.SagaStore.Tests.Writing;

/// <summary>What somebody adds to the transactions of others, on each engine: steps 1000 and above are added to those below.</summary>
public abstract class ContributionConformance
{
    private protected Contributor Contributions { get; } = new();

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_added_is_committed_with_the_rows_it_follows_from()
    {
        var (writer, commits) = await OpenAsync();
        var before = commits();
        Contributions.Add = (session, steps) => Insert(session, 1_000 + steps.Single());

        await WriteAsync(writer, 1);

        Assert.Equal(1_001, await Contributions.Last);
        Assert.Equal([1, 1_001], await NumbersAsync());
        Assert.Equal(before + 1, commits());
    }

    [Fact]
    public async Task What_is_added_sees_what_the_transaction_did()
    {
        var (writer, _) = await OpenAsync();
        Contributions.Add = (session, _) => session.Query("select count(*) from steps", static row => row.GetInt32(0))[0];

        await WriteAsync(writer, 1);

        Assert.Equal(1, await Contributions.Last);
    }

    [Fact]
    public async Task An_addition_that_fails_leaves_the_others_as_they_are()
    {
        var (writer, _) = await OpenAsync();
        Contributions.Add = (session, _) =>
        {
            Insert(session, 1_000);
            throw new InvalidTimeZoneException();
        };

        await WriteAsync(writer, 1);

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => Contributions.Last);
        Assert.Equal([1], await NumbersAsync());
    }

    [Fact]
    public async Task An_addition_that_cannot_read_what_it_asked_for_leaves_the_others_as_they_are()
    {
        var (writer, _) = await OpenAsync();
        Contributions.Add = static (session, _) =>
        {
            Insert(session, 1_000);
            return session.Query<int>("select 1", static _ => throw new InvalidTimeZoneException())[0];
        };

        await WriteAsync(writer, 1);

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => Contributions.Last);
        Assert.Equal([1], await NumbersAsync());
    }

    [Fact]
    public async Task An_addition_that_the_database_refuses_leaves_the_others_as_they_are()
    {
        var (writer, _) = await OpenAsync();
        Contributions.Add = (session, steps) => Insert(session, steps.Single());

        await WriteAsync(writer, 1);

        await Assert.ThrowsAsync<UniqueViolationException>(() => Contributions.Last);
        Assert.Equal([1], await NumbersAsync());
        await Assert.ThrowsAsync<UniqueViolationException>(() => WriteAsync(writer, 1));
        Assert.Equal([1], await NumbersAsync());
    }

    [Fact]
    public async Task Who_would_add_to_units_that_all_fail_is_not_asked()
    {
        var (writer, _) = await OpenAsync();
        Contributions.Add = static (session, _) => Insert(session, 1_000);

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => writer.WriteAsync<bool>(
            static session =>
            {
                Insert(session, 1);
                throw new InvalidTimeZoneException();
            },
            Token));

        Assert.Empty(await NumbersAsync());
    }

    [Fact]
    public async Task A_contributor_that_throws_harms_nobody_and_is_counted()
    {
        var (writer, _) = await OpenAsync();
        Contributions.IsBroken = true;
        var counted = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == "sagastore.contributor_failures")
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref counted, value));
        listener.Start();

        await WriteAsync(writer, 1);

        Assert.Equal([1], await NumbersAsync());
        Assert.NotEqual(0, Interlocked.Read(ref counted));
    }

    [Fact]
    public async Task Nothing_is_added_from_elsewhere()
    {
        var (writer, _) = await OpenAsync();
        Contributions.Add = static (_, _) => 0;
        await WriteAsync(writer, 1);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Contributions.Group!.AddAsync(static _ => true));
    }

    private protected abstract Task<(IStoreWriter Writer, Func<long> Commits)> OpenAsync();

    private protected abstract Task<IReadOnlyList<int>> NumbersAsync();

    private protected static Task<bool> WriteAsync(IStoreWriter writer, int number) => writer.WriteAsync(
        session =>
        {
            Insert(session, number);
            return true;
        },
        Token);

    private protected static int Insert(IWriteSession session, int number)
    {
        session.Insert(new CounterStep { Number = number });
        return number;
    }

    private protected sealed class Contributor : ICommitContributor
    {
        /// <summary>What to do in addition, given the numbers of the steps.</summary>
        public Func<IWriteSession, IReadOnlyList<int>, int>? Add { get; set; }

        public bool IsBroken { get; set; }

        public Task<int> Last { get; private set; } = Task.FromResult(0);

        public ICommitGroup? Group { get; private set; }

        public int Asked { get; private set; }

        public void Contribute(IReadOnlyList<object> insertedRows, ICommitGroup group)
        {
            if (IsBroken)
                throw new InvalidTimeZoneException();
            if (Add is not { } add)
                return;

            Asked++;
            Group = group;
            IReadOnlyList<int> steps = [.. insertedRows.OfType<CounterStep>().Select(static step => step.Number)];
            Last = group.AddAsync(session => add(session, steps));
        }
    }
}

public sealed class SqliteContributions : ContributionConformance, IAsyncDisposable
{
    private readonly StoreFolder _folder = new();
    private StoreFixture? _store;

    private StoreFixture Store => _store ??= StoreFixture.Open(_folder, register: services => services.AddSingleton<ICommitContributor>(Contributions));

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _folder.Dispose();
    }

    private protected override Task<(IStoreWriter Writer, Func<long> Commits)> OpenAsync() => Task.FromResult((Store.Writer, CommitsOf(Store)));

    private protected override Task<IReadOnlyList<int>> NumbersAsync() =>
        Task.FromResult(Store.Reader.Query("select \"Number\" from steps order by 1", static row => row.GetInt32(0)));

    private static Func<long> CommitsOf(StoreFixture store) => () => store.Health.Commits;
}

public sealed class PostgreSqlContributions(SharedServer server) : ContributionConformance, IClassFixture<SharedServer>, IAsyncDisposable
{
    private SharedStore? _store;

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
    }

    [Fact]
    public async Task Who_added_to_a_transaction_that_was_rolled_back_is_asked_again()
    {
        var (writer, _) = await OpenAsync();
        await WriteAsync(writer, 7);
        Task<int>? first = null;
        Contributions.Add = (session, _) =>
        {
            // The unit that repeats step 7 fails only now, when what waits is sent, and the transaction with it.
            first ??= Contributions.Last;
            return session.Query("select 5", static row => row.GetInt32(0))[0];
        };
        var gate = new Gate(writer);

        var units = new[] { WriteAsync(writer, 1), WriteAsync(writer, 7), WriteAsync(writer, 2) };
        await gate.OpenAsync();

        await Assert.ThrowsAsync<UniqueViolationException>(() => units[1]);
        await Task.WhenAll(units[0], units[2]);
        Assert.Equal(5, await Contributions.Last);
        Assert.Equal(2, Contributions.Asked);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first!);
        Assert.Equal([1, 2, 7], await NumbersAsync());
    }

    [Fact]
    public async Task An_addition_whose_statement_is_cancelled_leaves_the_others_as_they_are()
    {
        var (writer, _) = await OpenAsync();
        Contributions.Add = static (session, _) =>
        {
            session.Execute("do $$ begin raise query_canceled; end $$");
            return session.Query("select 1", static row => row.GetInt32(0))[0];
        };

        await WriteAsync(writer, 1);

        await Assert.ThrowsAnyAsync<Exception>(() => Contributions.Last);
        Assert.Equal([1], await NumbersAsync());
    }

    private protected override async Task<(IStoreWriter Writer, Func<long> Commits)> OpenAsync()
    {
        var store = _store = await SharedStore.OpenAsync(server.Server, register: services => services.AddSingleton<ICommitContributor>(Contributions));
        return (store.Writer, () => store.Health.Commits);
    }

    private protected override async Task<IReadOnlyList<int>> NumbersAsync() =>
        await _store!.Reader.QueryAsync("select \"Number\" from steps order by 1", static row => row.GetInt32(0), [], Token);
}

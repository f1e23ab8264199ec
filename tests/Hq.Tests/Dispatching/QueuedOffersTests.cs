using System.Globalization;
using Corporation.Hq.Tests.Hosts;
using Corporation.LocalServers;
using Npgsql;

namespace Corporation.Hq.Tests.Dispatching;

public sealed class QueuedOffersTests(EmptyServer fixture) : IClassFixture<EmptyServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private PostgreSqlServer Server => fixture.Server;

    [Fact]
    public async Task A_mission_that_meets_a_free_slot_is_offered_with_the_commit_that_stores_it()
    {
        var database = await Server.CreateDatabaseAsync();
        await using var store = await OfferingStore.OpenAsync(Server, database, slots: 2);

        var mission = (await store.SubmitAsync())[0];

        var offer = Assert.Single(await store.NextTakenAsync());
        Assert.Equal((mission, OfferingStore.Kind, 1, "build 0"), (offer.MissionId, offer.MissionKind, offer.Attempt, offer.Payload.Task));
        Assert.Equal("submitted queued offered", await TellAsync(database, "string_agg(event, ' ' order by sequence)"));
        Assert.Equal("1", await TellAsync(database, "count(distinct xmin::text)"));
    }

    [Fact]
    public async Task Whoever_takes_the_last_slot_or_finds_none_has_it_looked_at_after_the_commit()
    {
        await using var store = await OfferingStore.OpenAsync(Server, await Server.CreateDatabaseAsync(), slots: 1);
        var first = (await store.SubmitAsync())[0];
        Assert.Equal(first, Assert.Single(await store.NextTakenAsync()).MissionId);
        Assert.Equal([(OfferingStore.Kind, false)], await store.Backlog.NextAsync(Token));

        var second = (await store.SubmitAsync())[0];

        Assert.Equal([(OfferingStore.Kind, true)], await store.Backlog.NextAsync(Token));
        Assert.False(store.IsAnyTaken());
        Assert.True(await store.Book.TakeAsync(OfferingStore.Kind, 1, Token) is { Offers.Count: 0, MayBeMore: true });
        Assert.Equal(second, Assert.Single((await store.Book.TakeAsync(OfferingStore.Kind, 2, Token))!.Offers).MissionId);
    }

    [Fact]
    public async Task While_another_HQ_chooses_it_is_stored_all_the_same_and_looked_at_a_moment_later()
    {
        var database = await Server.CreateDatabaseAsync();
        await using var store = await OfferingStore.OpenAsync(Server, database, slots: 2);
        await using var other = new NpgsqlConnection(Server.ConnectionString(database));
        await other.OpenAsync(Token);
        await using (var transaction = await other.BeginTransactionAsync(Token))
        {
            await using var choosing = new NpgsqlCommand($"select pg_advisory_xact_lock(hashtextextended('{OfferingStore.Kind}', 0))", other, transaction);
            await choosing.ExecuteNonQueryAsync(Token);

            await store.SubmitAsync();

            Assert.Equal("submitted queued", await TellAsync(database, "string_agg(event, ' ' order by sequence)"));
            Assert.Equal([(OfferingStore.Kind, true)], await store.Backlog.NextAsync(Token));
            Assert.Null(await store.Book.TakeAsync(OfferingStore.Kind, 2, Token));
        }

        Assert.Single((await store.Book.TakeAsync(OfferingStore.Kind, 2, Token))!.Offers);
    }

    [Fact]
    public async Task Many_that_come_together_are_left_to_the_dispatcher()
    {
        await using var store = await OfferingStore.OpenAsync(Server, await Server.CreateDatabaseAsync(), slots: 100);

        await store.SubmitAsync(missions: 50);

        Assert.Equal([(OfferingStore.Kind, true)], await store.Backlog.NextAsync(Token));
        Assert.False(store.IsAnyTaken());
        var turn = await store.Book.TakeAsync(OfferingStore.Kind, 100, Token);
        Assert.True(turn is { Offers.Count: 50, MayBeMore: false });
    }

    [Fact]
    public async Task Without_a_factory_it_is_looked_at_after_the_commit_as_one_may_have_come_meanwhile()
    {
        await using var store = await OfferingStore.OpenAsync(Server, await Server.CreateDatabaseAsync(), slots: 0);

        await store.SubmitAsync();

        Assert.Equal([(OfferingStore.Kind, true)], await store.Backlog.NextAsync(Token));
        Assert.False(store.IsAnyTaken());
    }

    [Fact]
    public async Task A_process_that_ends_chooses_nothing_that_it_could_not_send()
    {
        var database = await Server.CreateDatabaseAsync();
        await using var store = await OfferingStore.OpenAsync(Server, database, slots: 2);

        store.Process.StopApplication();
        await store.SubmitAsync();

        Assert.Equal([(OfferingStore.Kind, true)], await store.Backlog.NextAsync(Token));
        Assert.Equal("submitted queued", await TellAsync(database, "string_agg(event, ' ' order by sequence)"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task However_many_HQs_choose_at_once_no_slot_is_offered_twice(int writers)
    {
        const int slots = 7;
        var database = await Server.CreateDatabaseAsync();
        await using var one = await OfferingStore.OpenAsync(Server, database, slots, writers);
        await using var two = await OfferingStore.OpenAsync(Server, database, slots, writers);
        OfferingStore[] stores = [one, two];

        // Alone and many at a time, by both.
        await Parallel.ForEachAsync(Enumerable.Range(0, 40), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (turn, _) =>
        {
            await stores[turn % 2].SubmitAsync(missions: turn % 10 == 0 ? 20 : 1);
            await stores[(turn + 1) % 2].Book.TakeAsync(OfferingStore.Kind, slots, Token);
        });
        await one.Book.TakeAsync(OfferingStore.Kind, slots, Token);

        Assert.Equal(slots, int.Parse(
            await Server.ExecuteAsync("select count(*) from missions where offered_at is not null", database), CultureInfo.InvariantCulture));
        Assert.Equal(slots, int.Parse(await TellAsync(database, "count(*) filter (where event = 'offered')"), CultureInfo.InvariantCulture));
    }

    private Task<string> TellAsync(string database, string what) => Server.ExecuteAsync($"select {what} from mission_events", database);
}

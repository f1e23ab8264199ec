using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Tests.Sharing;

namespace Corporation.SagaStore.Tests.Paying;

public abstract class InboxConformance(StoreEngine engine, SharedServer server) : OutboxSuite(engine, server)
{
    [Fact]
    public async Task A_consumed_message_changes_the_state_and_what_it_sends_leaves_once_and_in_order()
    {
        var host = await StartAsync();

        await host.SendAsync(new Pay(AccountId) { Receipts = 5 });

        await Eventually.True(() => Witness.Received.Count == 5);
        await WaitUntilEmptyAsync();
        Assert.Equal(1, await StepsAsync());
        Assert.Equal(5, Witness.Sent.Count);
        Assert.Equal(5, Witness.Sent.Select(sent => sent.MessageId).Distinct().Count());
        await Eventually.TrueAsync(async () => await EntriesAsync() == 5);
        Assert.Equal(6, await InboxAsync());
    }

    [Fact]
    public async Task A_message_that_comes_three_times_is_consumed_once_and_the_repeats_end_normally()
    {
        var host = await StartAsync();
        var id = Guid.NewGuid();

        for (var i = 0; i < 3; i++)
            await host.SendAsync(new Pay(AccountId), id);
        await host.SendAsync(new Pay(AccountId));

        await Eventually.True(() => Witness.Received.Count == 2);
        await StopAsync(host);
        Assert.Equal(2, await StepsAsync());
        Assert.Equal(2, Witness.Sent.Count);
        Assert.Empty(Witness.Faults);
        Assert.Empty(Witness.Skipped);
    }

    [Fact]
    public async Task A_message_that_comes_three_times_at_once_is_consumed_once()
    {
        var host = await StartAsync();
        var ids = Enumerable.Range(0, 10).Select(_ => Guid.NewGuid()).ToList();

        foreach (var id in ids)
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => host.SendAsync(new Pay(AccountId), id)));

        await Eventually.True(() => Witness.Received.Count == ids.Count);
        await StopAsync(host);
        Assert.Equal(ids.Count, await StepsAsync());
        Assert.Equal(ids.Count, Witness.Sent.Count);
        Assert.Empty(Witness.Faults);
        Assert.Empty(Witness.Skipped);
    }

    [Fact]
    public async Task A_consumer_that_throws_changes_nothing_and_sends_nothing_but_one_fault()
    {
        var host = await StartAsync();

        await host.SendAsync(new Pay(AccountId) { IsRefused = true, Receipts = 3 });

        await Eventually.True(() => !Witness.Faults.IsEmpty);
        await StopAsync(host);
        Assert.Single(Witness.Faults);
        Assert.Empty(Witness.Sent);
        Assert.Equal(0, await StepsAsync());
        Assert.Equal(0, await InboxAsync());
        Assert.Equal(0, await MessagesAsync());
    }

    [Fact]
    public async Task A_message_whose_consumer_threw_is_consumed_when_it_comes_again()
    {
        var host = await StartAsync();
        var id = Guid.NewGuid();

        await host.SendAsync(new Pay(AccountId) { IsRefused = true }, id);
        await Eventually.True(() => !Witness.Faults.IsEmpty);
        await host.SendAsync(new Pay(AccountId), id);

        await Eventually.True(() => Witness.Received.Count == 1);
        Assert.Equal(1, await StepsAsync());
    }

    [Fact]
    public async Task Many_messages_for_one_row_all_count_although_they_collide()
    {
        var host = await StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => host.SendAsync(new Pay(AccountId))));

        await Eventually.True(() => Witness.Received.Count == 40);
        Assert.Equal(40, await StepsAsync());
        Assert.Empty(Witness.Faults);
        await WaitUntilEmptyAsync();
    }

    [Fact]
    public async Task Expired_inbox_rows_are_removed_and_others_stay()
    {
        var patient = await StartAsync();
        await patient.SendAsync(new Pay(AccountId) { Receipts = 0 });
        await Eventually.TrueAsync(async () => await InboxAsync() == 1);
        await StopAsync(patient);
        Assert.Equal(1, await InboxAsync());

        await StartAsync(outbox => outbox.DuplicateDetectionWindow = TimeSpan.FromSeconds(1));

        await Eventually.TrueAsync(async () => await InboxAsync() == 0);
    }
}

public sealed class SqliteInboxConformance(SharedServer server) : InboxConformance(StoreEngine.Sqlite, server);

public sealed class PostgreSqlInboxConformance(SharedServer server) : InboxConformance(StoreEngine.PostgreSql, server);

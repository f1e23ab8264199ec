using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Tests.Sharing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.SagaStore.Tests.Paying;

public abstract class PostingConformance(StoreEngine engine, SharedServer server) : OutboxSuite(engine, server)
{
    [Fact]
    public async Task What_is_published_in_a_scope_leaves_when_the_scope_saves()
    {
        // Nothing polls within the test: it is the commit that wakes the delivery.
        var host = await StartAsync(outbox => outbox.QueryDelay = TimeSpan.FromHours(1));

        await host.InScopeAsync(async (services, context) =>
        {
            await services.GetRequiredService<IPublishEndpoint>().Publish(new Paid(AccountId, 1));
            context.Add(new Account { Id = AccountId, Steps = 7 });
            Assert.Equal(0, await MessagesAsync());
            await context.SaveChangesAsync();
            Assert.Single(context.ChangeTracker.Entries());
        });

        await Eventually.True(() => Witness.Received.Count == 1);
        Assert.Equal(7, await StepsAsync());
        await WaitUntilEmptyAsync();
    }

    [Fact]
    public async Task What_is_published_in_a_scope_that_does_not_save_never_leaves()
    {
        var host = await StartAsync();

        await host.InScopeAsync((services, _) => services.GetRequiredService<IPublishEndpoint>().Publish(new Paid(AccountId, 1)));
        await host.PostAsync(AccountId, 1);

        await Eventually.True(() => Witness.Received.Count == 1);
        await WaitUntilEmptyAsync();
        Assert.Single(Witness.Sent);
    }

    [Fact]
    public async Task What_was_saved_in_a_transaction_leaves_with_its_commit_and_never_after_a_rollback()
    {
        var host = await StartAsync(outbox => outbox.QueryDelay = TimeSpan.FromHours(1));

        await host.InScopeAsync(async (services, context) =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            await services.GetRequiredService<IPublishEndpoint>().Publish(new Paid(AccountId, 1));
            await context.SaveChangesAsync();
            await transaction.RollbackAsync();
        });
        await host.InScopeAsync(async (services, context) =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            var endpoint = services.GetRequiredService<IPublishEndpoint>();
            await endpoint.Publish(new Paid(AccountId, 2));
            await context.SaveChangesAsync();
            await endpoint.Publish(new Paid(AccountId, 3));
            await context.SaveChangesAsync();
            Assert.Empty(Witness.Sent);
            await transaction.CommitAsync();
        });

        await Eventually.True(() => Witness.Received.Count == 2);
        await WaitUntilEmptyAsync();
        Assert.Equal([2, 3], Witness.Received.Select(one => one.Message.Number).Order());
    }

    [Fact]
    public async Task A_scope_may_save_more_than_once()
    {
        var host = await StartAsync(outbox => outbox.QueryDelay = TimeSpan.FromHours(1));

        await host.InScopeAsync(async (services, context) =>
        {
            var sender = services.GetRequiredService<ISendEndpointProvider>();
            var endpoint = await sender.GetSendEndpoint(new Uri("queue:witness"));
            for (var number = 1; number <= 3; number++)
            {
                await endpoint.Send(new Paid(AccountId, number));
                await context.SaveChangesAsync();
                await Eventually.True(() => Witness.Received.Count == number);
            }
        });

        Assert.Equal([1, 2, 3], Witness.Received.Select(one => one.Message.Number));
        await WaitUntilEmptyAsync();
    }

    [Fact]
    public async Task A_delay_counts_from_the_commit_once_on_both_ways_out()
    {
        var host = await StartAsync(register: bus => bus.AddConsumer<LaterConsumer>().Endpoint(endpoint => endpoint.Name = "later"));
        await host.Bus.Publish(new Later(AccountId));
        await Eventually.True(() => Witness.Sent.Count == 1);
        Assert.InRange(Witness.Sent.Last().Delay!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
        await StopAsync(host);

        host = await StartAsync(outbox => outbox.DisableDeliveryService());
        await host.InScopeAsync(async (services, context) =>
        {
            await services.GetRequiredService<IPublishEndpoint>().Publish(new Paid(AccountId, 1), publish => publish.Delay = TimeSpan.FromMinutes(60));
            await context.SaveChangesAsync();
        });
        await StopAsync(host);
        await AgeOutboxesAsync(40 * 60);
        host = await StartAsync();
        await Eventually.True(() => Witness.Sent.Count == 2);
        Assert.InRange(Witness.Sent.Last().Delay!.Value, TimeSpan.FromMinutes(19), TimeSpan.FromMinutes(20));

        await host.InScopeAsync(async (services, context) =>
        {
            await services.GetRequiredService<IPublishEndpoint>().Publish(new Paid(AccountId, 2), publish => publish.Delay = TimeSpan.FromMilliseconds(300));
            await context.SaveChangesAsync();
        });
        await Eventually.True(() => Witness.Received.Count == 1);
        Assert.Equal(2, Witness.Received.Single().Message.Number);
    }

    [Fact]
    public async Task A_message_whose_time_to_live_is_over_is_dropped()
    {
        var host = await StartAsync(outbox => outbox.DisableDeliveryService());
        await host.InScopeAsync(async (services, context) =>
        {
            await services.GetRequiredService<IPublishEndpoint>().Publish(new Paid(AccountId, 1), publish => publish.TimeToLive = TimeSpan.FromMinutes(1));
            await context.SaveChangesAsync();
        });
        await AgeOutboxesAsync(61);
        await host.PostAsync(AccountId, 1);
        await StopAsync(host);

        await StartAsync();

        await WaitUntilEmptyAsync();
        Assert.Single(Witness.Sent);
    }

    public sealed record Later(Guid AccountId);
}

/// <summary>Publishes a receipt for an hour later.</summary>
public sealed class LaterConsumer : IConsumer<PostingConformance.Later>
{
    public Task Consume(ConsumeContext<PostingConformance.Later> context) =>
        context.Publish(new Paid(context.Message.AccountId, 1), publish => publish.Delay = TimeSpan.FromHours(1), context.CancellationToken);
}

public sealed class SqlitePostingConformance(SharedServer server) : PostingConformance(StoreEngine.Sqlite, server);

public sealed class PostgreSqlPostingConformance(SharedServer server) : PostingConformance(StoreEngine.PostgreSql, server);

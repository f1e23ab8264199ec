using System.Data;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Tests.Sharing;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.SagaStore.Tests.Tracking;

public sealed class When_a_transaction_is_open(SharedServer shared)
{
    private readonly Guid _id = Guid.NewGuid();
    private readonly OuterPlan _plan = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(When_a_saga_has_parts.Stores), MemberType = typeof(When_a_saga_has_parts))]
    public async Task The_saga_is_saved_in_it_and_its_owner_commits(bool postgreSql, ConcurrencyMode mode)
    {
        await using var host = await JoiningAsync(postgreSql, mode);
        _plan.CountFromOutside = () => CountAsync(host);

        await host.SendAsync(new OpenOrder(_id));

        Assert.Equal((0, 1), (_plan.SeenBeforeCommit, await CountAsync(host)));
    }

    [Theory]
    [MemberData(nameof(When_a_saga_has_parts.Stores), MemberType = typeof(When_a_saga_has_parts))]
    public async Task The_saga_is_gone_when_its_owner_does_not_commit(bool postgreSql, ConcurrencyMode mode)
    {
        await using var host = await JoiningAsync(postgreSql, mode);
        _plan.Commits = false;

        await host.SendAsync(new OpenOrder(_id));

        Assert.Equal(0, await CountAsync(host));
    }

    [Theory]
    [MemberData(nameof(When_a_saga_has_parts.Stores), MemberType = typeof(When_a_saga_has_parts))]
    public async Task Those_who_create_and_change_one_saga_at_once_in_transactions_of_others_lose_nothing(bool postgreSql, ConcurrencyMode mode)
    {
        await using var host = await JoiningAsync(postgreSql, mode);

        await host.SendAsync([.. Enumerable.Range(0, 4).Select(_ => new OpenOrder(_id))]);
        await host.SendAsync([.. Enumerable.Range(0, 8).Select(_ => new AddLine(_id))]);

        Assert.Equal(Enumerable.Range(1, 8), (await host.OrderAsync(_id)).Lines.Select(line => line.Number).Order());
    }

    [Theory]
    [InlineData(ConcurrencyMode.Optimistic)]
    [InlineData(ConcurrencyMode.Pessimistic)]
    public async Task Serializable_transactions_that_the_server_refuses_are_made_again(ConcurrencyMode mode)
    {
        await using var host = await new OrderHost<OrderContext>(shared.Server, mode)
        {
            Configure = repository => repository.IsolationLevel = IsolationLevel.Serializable,
        }.StartAsync();
        await host.SendAsync(new OpenOrder(_id));

        await host.SendAsync([.. Enumerable.Range(0, 10).Select(_ => new AddLine(_id))]);

        Assert.Equal(10, (await host.OrderAsync(_id)).Lines.Count);
    }

    [Theory]
    [InlineData(ConcurrencyMode.Optimistic)]
    [InlineData(ConcurrencyMode.Pessimistic)]
    public async Task A_context_that_retries_by_itself_runs_no_behaviour_twice_in_one_scope(ConcurrencyMode mode)
    {
        await using var host = await new OrderHost<OrderContext>(shared.Server, mode)
        {
            ConfigureNpgsql = npgsql => npgsql.EnableRetryOnFailure(),
        }.StartAsync();
        await host.SendAsync(new OpenOrder(_id));

        await host.SendAsync([.. Enumerable.Range(0, 10).Select(_ => new AddLine(_id))]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.SendAsync(new AuditOrder(_id, Fails: true)));

        Assert.Equal(Enumerable.Range(1, 10), (await host.OrderAsync(_id)).Lines.Select(line => line.Number).Order());
        Assert.Equal(0, await host.ReadAsync(context => context.Set<AuditRow>().CountAsync(Token)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pessimistic_messages_for_many_sagas_at_once_need_no_retry(bool postgreSql)
    {
        await using var host = await new OrderHost<OrderContext>(postgreSql ? shared.Server : null, ConcurrencyMode.Pessimistic)
        {
            Pipe = (_, _) => { },
        }.StartAsync();
        var ids = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToArray();
        foreach (var id in ids)
            await host.SendAsync(new OpenOrder(id));

        await host.SendAsync([.. Enumerable.Range(0, 10).Select(_ => new MoveAll("Home")), .. ids.Select(id => new MoveOrder(id))]);

        foreach (var id in ids)
            Assert.Equal(11, (await host.OrderAsync(id)).Address.Moves);
    }

    private static Task<int> CountAsync(OrderHost<OrderContext> host) => host.ReadAsync(context => context.Set<OrderState>().CountAsync(Token));

    private Task<OrderHost<OrderContext>> JoiningAsync(bool postgreSql, ConcurrencyMode mode) =>
        new OrderHost<OrderContext>(postgreSql ? shared.Server : null, mode)
        {
            Register = services => services.AddSingleton(_plan),
            Pipe = (context, endpoint) =>
            {
                endpoint.UseSagaStoreRetry();
                endpoint.UseConsumeFilter(typeof(OuterTransaction<>), context);
            },
        }.StartAsync();
}

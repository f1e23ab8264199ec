using Corporation.SagaStore.Tests.Sharing;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Tests.Tracking;

public sealed class When_a_saga_has_parts(SharedServer shared)
{
    private const int Times = 10;

    private readonly Guid _id = Guid.NewGuid();

    public static TheoryData<bool, ConcurrencyMode> Stores { get; } = new()
    {
        { true, ConcurrencyMode.Optimistic },
        { true, ConcurrencyMode.Pessimistic },
        { false, ConcurrencyMode.Optimistic },
        { false, ConcurrencyMode.Pessimistic },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Events_at_once_that_change_only_its_parts_lose_none(bool postgreSql, ConcurrencyMode mode)
    {
        await using var host = await StartAsync<OrderContext>(postgreSql, mode);
        await host.SendAsync(new OpenOrder(_id));

        await host.SendAsync([.. Of(() => new AddLine(_id)), .. Of(() => new AddNote(_id)), .. Of(() => new MoveOrder(_id))]);

        var order = await host.OrderAsync(_id);
        Assert.Equal(Enumerable.Range(1, Times), order.Lines.Select(line => line.Number).Order());
        Assert.Equal(Times, order.Notes.Select(note => note.Text).Distinct().Count());
        Assert.Equal(Times, order.Address.Moves);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_hierarchy_in_one_table_keeps_what_the_derived_class_has(bool postgreSql, ConcurrencyMode mode) =>
        await RushAsync<OrderContext>(postgreSql, mode);

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_hierarchy_with_a_table_for_each_type_loses_no_change_of_the_second_table(bool postgreSql, ConcurrencyMode mode) =>
        await RushAsync<TablePerTypeContext>(postgreSql, mode);

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_hierarchy_with_a_table_for_each_class_loses_no_change(bool postgreSql, ConcurrencyMode mode) =>
        await RushAsync<TablePerClassContext>(postgreSql, mode);

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task An_id_that_is_text_in_a_table_with_an_odd_name_is_found_and_locked(bool postgreSql, ConcurrencyMode mode) =>
        await RushAsync<TextKeyContext>(postgreSql, mode);

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_read_only_event_saves_nothing_of_the_saga_or_its_parts(bool postgreSql, ConcurrencyMode mode)
    {
        await using var host = await StartAsync<OrderContext>(postgreSql, mode);
        await host.SendAsync(new OpenOrder(_id));

        await host.SendAsync(new PeekOrder(_id));

        var order = await host.OrderAsync(_id);
        Assert.Equal(("Home", 0L, 0), (order.Address.City, order.Version, order.Lines.Count));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_a_behaviour_adds_to_the_context_is_saved_with_the_saga_or_not_at_all(bool postgreSql, ConcurrencyMode mode)
    {
        await using var host = await StartAsync<OrderContext>(postgreSql, mode);
        await host.SendAsync(new OpenOrder(_id));

        await host.SendAsync(new AuditOrder(_id, Fails: false));
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.SendAsync(new AuditOrder(_id, Fails: true)));

        Assert.Equal(1, await host.ReadAsync(context => context.Set<AuditRow>().CountAsync(Token)));
    }

    private static IEnumerable<object> Of(Func<object> message) => Enumerable.Range(0, Times).Select(_ => message());

    private Task<OrderHost<TContext>> StartAsync<TContext>(bool postgreSql, ConcurrencyMode mode)
        where TContext : OrderContext => new OrderHost<TContext>(postgreSql ? shared.Server : null, mode).StartAsync();

    private async Task RushAsync<TContext>(bool postgreSql, ConcurrencyMode mode)
        where TContext : OrderContext
    {
        await using var host = await StartAsync<TContext>(postgreSql, mode);
        await host.AddAsync(new ExpressOrder { CorrelationId = _id, CurrentState = nameof(OrderSaga.Open) });

        await host.SendAsync([.. Of(() => new RushOrder(_id))]);

        Assert.Equal(Times, Assert.IsType<ExpressOrder>(await host.OrderAsync(_id)).Rush);
    }
}

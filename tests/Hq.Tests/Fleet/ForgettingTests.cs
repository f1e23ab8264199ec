using Corporation.Contracts.Announcing;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Http;
using Corporation.Hq.Retaining;
using Corporation.Hq.Tests.Nodes;
using Corporation.Sagas.FactoryLife;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;
using MassTransit.Mediator;

namespace Corporation.Hq.Tests.Fleet;

/// <summary>Factories that are taken off the list: by somebody, by retention, by an HQ that dies amid it; and those that come back.</summary>
public sealed class ForgettingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_comes_back_is_asked_for_its_kinds_until_it_has_said_them()
    {
        await using var node = await TestNode.StartAsync();
        var ghost = await GoneAsync(node);
        Assert.Equal(FactoryDeliveries.Done, (await ForgetAsync(node)).Delivery);

        // The answer may be lost, and what HQ reads from its store meanwhile makes no difference.
        Assert.True((await ghost.BeatAsync()).MustAnnounce);
        await node.Get<Hq.Fleet.FleetReader>().ReadAsync(Token);
        Assert.True((await ghost.BeatAsync()).MustAnnounce);

        await ghost.AnnounceAsync();
        Assert.False((await ghost.BeatAsync()).MustAnnounce);
        Assert.Single((await node.Fleet.GetAsync(GhostFactory.Id, Token)).Kinds);
    }

    [Fact]
    public async Task What_an_HQ_that_died_amid_it_has_left_is_removed_by_the_next_order()
    {
        await using var node = await TestNode.StartAsync();
        await GoneAsync(node);
        await HalfForgetAsync(node);
        Assert.Equal((1, 1), await RowsAsync(node));

        await Assert.ThrowsAsync<Client.HqProblemException>(() => ForgetAsync(node));

        Assert.Equal((0, 0), await RowsAsync(node));
    }

    [Fact]
    public async Task One_that_comes_back_after_an_HQ_died_amid_it_works_as_before()
    {
        await using var node = await TestNode.StartAsync();
        var ghost = await GoneAsync(node);
        await HalfForgetAsync(node);

        await ghost.AnnounceAsync(epoch: 2);
        await node.SubmitAsync(GhostFactory.Kind, new { });

        Assert.Equal(FactoryStatus.Online, (await node.Fleet.GetAsync(GhostFactory.Id, Token)).RegistrationStatus);
    }

    [Theory]
    [InlineData(null, 91, true)]
    [InlineData(null, 89, false)]
    [InlineData(FactoryActions.Quarantine, 91, false)]
    public async Task One_that_is_offline_for_long_goes_by_itself_unless_it_was_told_not_to_work(string? order, int days, bool isForgotten)
    {
        await using var node = await TestNode.StartAsync();
        await GoneAsync(node);
        if (order is not null)
            await node.Fleet.ControlAsync(new FactoryControl { TargetFactoryId = GhostFactory.Id, Action = order }, Token);
        await node.Get<IStoreWriter>().WriteAsync(
            session =>
            {
                session.Execute(
                    "update factory_states set last_seen_at = $2 where factory_id = $1", GhostFactory.Id, UnixMicroseconds.Of(TimeProvider.System.GetUtcNow().AddDays(-days)));
                return true;
            },
            Token);

        await node.Get<GoneFactories>().SweepAsync(Token);

        Assert.Equal(!isForgotten, (await node.Fleet.ListAsync(Token)).Registrations.Any(factory => factory.FactoryId == GhostFactory.Id));
        Assert.Equal(isForgotten ? (0, 0) : (1, 1), await RowsAsync(node));
    }

    private static async Task<GhostFactory> GoneAsync(TestNode node)
    {
        var ghost = new GhostFactory(node);
        await ghost.AnnounceAsync();
        await ghost.BeatAsync();
        await ghost.BeatAsync(cause: HeartbeatCause.Stop);
        return ghost;
    }

    private static Task<ControlOutcome> ForgetAsync(TestNode node) =>
        node.Fleet.ControlAsync(new FactoryControl { TargetFactoryId = GhostFactory.Id, Action = FactoryActions.Forget }, Token);

    // The first of the two transactions, and no more.
    private static async Task HalfForgetAsync(TestNode node)
    {
        var outcome = (await node.Get<IMediator>().CreateRequestClient<ForgetFactory>().GetResponse<OrderOutcome>(new ForgetFactory(GhostFactory.Id, "api", null), Token)).Message;
        Assert.Equal(OrderVerdict.Taken, outcome.Verdict);
    }

    private static async Task<(int Factories, int Kinds)> RowsAsync(TestNode node)
    {
        var reader = node.Get<IStoreReader>();
        return (
            (await reader.QueryAsync("select 1 from factories where factory_id = $1", static _ => true, [GhostFactory.Id], Token)).Count,
            (await reader.QueryAsync("select 1 from factory_kinds where factory_id = $1", static _ => true, [GhostFactory.Id], Token)).Count);
    }
}

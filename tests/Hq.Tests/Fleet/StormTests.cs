using Corporation.Contracts.Announcing;
using Corporation.Contracts.Fleet;
using Corporation.Hq.Fleet;
using Corporation.Hq.Tests.Nodes;
using MassTransit;

namespace Corporation.Hq.Tests.Fleet;

/// <summary>A whole fleet that speaks in the same moment, as when HQ or the bus is back.</summary>
public sealed class StormTests
{
    private const int Factories = 200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_that_beat_at_once_are_answered_and_nothing_is_said_of_them_but_that_they_are_there()
    {
        await using var node = await TestNode.StartAsync();
        var fleet = Enumerable.Range(0, Factories).Select(number => new GhostFactory(node, $"ghost-{number}")).ToList();
        await Task.WhenAll(fleet.Select(ghost => ghost.AnnounceAsync()));

        for (var turn = 0; turn < 3; turn++)
        {
            var answers = await Task.WhenAll(fleet.Select(ghost => ghost.BeatAsync()));
            Assert.All(answers, answer => Assert.Equal((FactoryMode.Active, false), (answer.Mode, answer.MustAnnounce)));
        }

        var known = (await node.Fleet.ListAsync(Token)).Registrations.Where(factory => factory.FactoryId.StartsWith("ghost-", StringComparison.Ordinal)).ToList();
        Assert.Equal(Factories, known.Count);
        Assert.All(known, factory => Assert.Equal(FactoryStatus.Online, factory.RegistrationStatus));
        foreach (var factory in known)
        {
            var events = (await node.Fleet.GetHistoryAsync(factory.FactoryId, 100, Token)).Events.Select(happened => happened.Event);
            Assert.DoesNotContain(events, name => name is FactoryEventNames.Stale or FactoryEventNames.Offline or FactoryEventNames.Online or FactoryEventNames.Degraded);
        }
    }

    [Fact]
    public async Task An_HQ_that_is_back_says_so_to_every_factory_that_may_be_there()
    {
        await using var node = await TestNode.StartAsync();
        var heard = new TaskCompletionSource<ControlFactory>(TaskCreationOptions.RunContinuationsAsynchronously);
        var queue = node.Get<IBusControl>().ConnectReceiveEndpoint(Contracts.QueueNames.OfFactory(GhostFactory.Id), endpoint => endpoint.Handler<ControlFactory>(context =>
        {
            heard.TrySetResult(context.Message);
            return Task.CompletedTask;
        }));
        await queue.Ready;
        var ghost = new GhostFactory(node);
        await ghost.AnnounceAsync();
        var answer = await ghost.BeatAsync();

        await node.Get<FleetNotifier>().CallAsync(Token);

        var call = await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Token);
        Assert.Equal((FactoryMode.Active, answer.Revision), (call.Mode, call.Revision));
    }
}

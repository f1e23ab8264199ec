using Corporation.Contracts;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Reporting;
using Corporation.Factory.Heartbeats;
using Corporation.Factory.Tests.Harness;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Corporation.Factory.Tests.Heartbeats;

public sealed class When_HQ_orders_a_drain
{
    [Fact]
    public async Task An_answer_that_a_resume_has_overtaken_stops_nothing()
    {
        await using var factory = await StartAsync();
        var stage = factory.Services.GetRequiredService<Stage>();
        var mission = await factory.OfferAsync("act", new Act(Deed.WaitForRelease));
        await Eventually.TrueAsync(() => stage.Entered.Contains(mission));
        await TellAsync(factory, new ControlFactory { Mode = FactoryMode.Draining, Revision = 6 });
        await Eventually.TrueAsync(() => Mode(factory) is FactoryMode.Draining);
        await TellAsync(factory, new ControlFactory { Mode = FactoryMode.Active, Revision = 7 });
        await Eventually.TrueAsync(() => Mode(factory) is FactoryMode.Active);

        // What HQ had answered before the second order.
        (factory.Hq.Order, factory.Hq.DrainSeconds, factory.Hq.IsDrained) = ((FactoryMode.Draining, 6), 0, true);
        await BeatAsync(factory);
        await BeatAsync(factory);

        Assert.Empty(factory.Hq.Reports);
        Assert.False(factory.Services.GetRequiredService<DrainWatch>().Confirmed.IsCompleted);
        Assert.True(factory.Services.GetRequiredService<IntakeGate>().IsOpen);
        stage.Release.SetResult();
        Assert.Equal(mission, (await Eventually.FirstAsync(factory.Hq.All<MissionSucceeded>)).MissionId);
    }

    [Fact]
    public async Task Another_deadline_for_the_same_drain_counts_at_once()
    {
        await using var factory = await StartAsync();
        var stage = factory.Services.GetRequiredService<Stage>();
        var mission = await factory.OfferAsync("act", new Act(Deed.WaitForToken));
        await Eventually.TrueAsync(() => stage.Entered.Contains(mission));
        factory.Hq.Order = (FactoryMode.Draining, 1);

        await TellAsync(factory, new ControlFactory { Mode = FactoryMode.Draining, Revision = 1 });
        await Eventually.TrueAsync(() => Mode(factory) is FactoryMode.Draining);
        await TellAsync(factory, new ControlFactory { Mode = FactoryMode.Draining, Revision = 2, DrainSeconds = 0 });

        Assert.Equal(mission, (await Eventually.FirstAsync(factory.Hq.All<MissionReleased>)).MissionId);
    }

    [Theory]
    [InlineData("true", "LOCAL_WORKER", true)]
    [InlineData("false", "LOCAL_WORKER", false)]
    [InlineData("true", "STANDALONE_NODE", false)]
    public async Task A_confirmed_drain_ends_a_process_that_wants_it_and_is_no_HQ(string wants, string role, bool ends)
    {
        var hq = new FakeHq { Order = (FactoryMode.Draining, 1) };
        await using var factory = await StartAsync(hq, ("Factory:StopsWhenDrained", wants), ("FACTORY_ROLE", role));
        var stopping = factory.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        await BeatAsync(factory);
        Assert.False(stopping.IsCancellationRequested);

        hq.IsDrained = true;
        await BeatAsync(factory);
        await Eventually.TrueAsync(() => factory.Services.GetRequiredService<DrainWatch>().Confirmed.IsCompleted);
        if (ends)
            await Eventually.TrueAsync(() => stopping.IsCancellationRequested);
        else
            await BeatAsync(factory);

        Assert.Equal(ends, stopping.IsCancellationRequested);
    }

    private static FactoryMode Mode(FactoryHost factory) => factory.Services.GetRequiredService<IntakeGate>().Mode;

    private static async Task BeatAsync(FactoryHost factory)
    {
        var told = factory.Hq.All<FactoryHeartbeat>().Count();
        factory.Services.GetRequiredService<HeartbeatSignal>().Raise();
        await Eventually.TrueAsync(() => factory.Hq.All<FactoryHeartbeat>().Count() > told);
    }

    private static Task<FactoryHost> StartAsync(FakeHq? hq = null, params (string, string)[] settings) => FactoryHost.StartAsync(
        catalog => catalog.Add<ActHandler>(),
        hq,
        services: services => services.AddSingleton<Stage>(),
        settings: [.. settings, ("Factory:FactoryId", "f1"), ("Factory:DrainGraceDuration", "00:00:00.2"), ("Factory:DrainReportDuration", "00:00:01")]);

    private static async Task TellAsync<T>(FactoryHost factory, T message)
        where T : class
    {
        var queue = await factory.Services.GetRequiredService<IBus>().GetSendEndpoint(QueueNames.Address(QueueNames.OfFactory("f1")));
        await queue.Send(message, TestContext.Current.CancellationToken);
    }
}

using Corporation.Contracts;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Cancelling;
using Corporation.Contracts.Claiming;
using Corporation.Factory.Tests.Harness;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Corporation.Factory.Tests.Heartbeats;

public sealed class When_HQ_is_heard_again
{
    private const int Unanswered = 7;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.1);

    [Fact]
    public async Task An_answered_claim_ends_the_wait_for_the_next_heartbeat()
    {
        var (hq, time) = (new FakeHq(), new FakeTimeProvider());
        await using var factory = await StartAwayAsync(hq, time);

        await AssertBeatsSoonAsync(hq, time, async () =>
        {
            var claims = hq.All<ClaimMission>().Count();
            await factory.OfferAsync("echo", new { text = "hi" });
            await Eventually.TrueAsync(() => hq.All<ClaimMission>().Count() > claims);
        });
    }

    [Fact]
    public async Task So_does_a_message_of_HQ()
    {
        var (hq, time) = (new FakeHq(), new FakeTimeProvider());
        await using var factory = await StartAwayAsync(hq, time);
        var queue = await factory.Services.GetRequiredService<IBus>().GetSendEndpoint(QueueNames.Address(QueueNames.OfFactory("f1")));

        var cancels = new Arrivals<CancelAttempt>();
        using var watching = factory.Services.GetRequiredService<IBusControl>().ConnectConsumeMessageObserver(cancels);

        await AssertBeatsSoonAsync(hq, time, async () =>
        {
            var heard = cancels.All.Count;
            await queue.Send(new CancelAttempt { MissionId = Guid.NewGuid(), ClaimToken = Guid.NewGuid(), Reason = "test" }, TestContext.Current.CancellationToken);
            await Eventually.TrueAsync(() => cancels.All.Count > heard);
        });
    }

    /// <summary>A factory whose next wait is five minutes, as its last heartbeats got no answer.</summary>
    private static async Task<FactoryHost> StartAwayAsync(FakeHq hq, FakeTimeProvider time)
    {
        hq.Deaf[typeof(FactoryHeartbeat)] = Unanswered;
        var factory = await FactoryHost.StartAsync(hq: hq, time: time, settings: [("Factory:FactoryId", "f1"), ("Factory:HqAnswerTimeout", "00:00:00.2")]);
        await Eventually.TrueAsync(() =>
        {
            if (hq.Deaf[typeof(FactoryHeartbeat)] > 0)
                time.Advance(TimeSpan.FromSeconds(1));
            return hq.All<FactoryHeartbeat>().Count() == Unanswered;
        });
        return factory;
    }

    private static async Task AssertBeatsSoonAsync(FakeHq hq, FakeTimeProvider time, Func<Task> hear)
    {
        var begun = time.GetUtcNow();
        while (hq.All<FactoryHeartbeat>().Count() == Unanswered)
        {
            Assert.True(time.GetUtcNow() - begun < TimeSpan.FromSeconds(120), "It still waits.");

            // Again and again: what comes before the last heartbeat has timed out says nothing.
            await hear();
            time.Advance(Step);
        }
    }
}

using Corporation.Contracts.Claiming;
using Corporation.Contracts.Leasing;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Corporation.Factory.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Factory.Tests.Working;

public sealed class When_a_handler_must_stop
{
    [Fact]
    public async Task Its_timeout_is_a_failure_of_its_own_type_that_may_be_retried()
    {
        await using var factory = await StartAsync(new() { TimeoutSeconds = 0.2 });

        await factory.OfferAsync("act", new { deed = "wait_for_token" });

        var report = await Eventually.FirstAsync(factory.Hq.All<MissionFailed>);
        Assert.Equal(MissionErrorTypes.TimedOut, report.Error.Type);
        Assert.Contains("0.2 s", report.Error.Message, StringComparison.Ordinal);
        Assert.True(report.Retryable);
    }

    [Fact]
    public async Task A_cancel_message_ends_it_and_is_confirmed()
    {
        await using var factory = await StartAsync(new());
        var missionId = await factory.OfferAsync("act", new { deed = "wait_for_token" });
        await Eventually.TrueAsync(() => StageOf(factory).Entered.Contains(missionId));

        await factory.CancelAsync(missionId);

        Assert.Equal(missionId, (await Eventually.FirstAsync(factory.Hq.All<MissionStopped>)).MissionId);
        Assert.Single(factory.Hq.Reports);
    }

    [Fact]
    public async Task A_cancel_whose_message_was_lost_is_heard_with_the_next_renewal()
    {
        var hq = new FakeHq { LeaseSeconds = 0.3, Renewal = question => new() { Lost = [], CancelRequested = question.Claims } };
        await using var factory = await StartAsync(hq);

        await factory.OfferAsync("act", new { deed = "wait_for_token" });

        await Eventually.FirstAsync(factory.Hq.All<MissionStopped>);
    }

    [Fact]
    public async Task A_lost_lease_ends_it_and_nothing_is_reported()
    {
        var hq = new FakeHq { LeaseSeconds = 0.3, Renewal = LoseAll };
        await using var factory = await StartAsync(hq);

        var missionId = await factory.OfferAsync("act", new { deed = "wait_for_token" });

        await Eventually.TrueAsync(() => StageOf(factory).Left.Contains(missionId));
        await Eventually.TrueAsync(() => factory.Status.HeldClaims == 0);
        Assert.Empty(hq.Reports);
    }

    [Fact]
    public async Task Renewals_without_an_answer_end_nothing()
    {
        var hq = new FakeHq { LeaseSeconds = 0.3 };
        hq.Deaf[typeof(RenewLeases)] = 3;
        await using var factory = await StartAsync(hq);

        var missionId = await factory.OfferAsync("act", new { deed = "wait_for_release" });
        await Eventually.TrueAsync(() => hq.Deaf[typeof(RenewLeases)] == 0);
        Assert.DoesNotContain(missionId, StageOf(factory).Left);
        StageOf(factory).Release.SetResult();

        await Eventually.FirstAsync(hq.All<MissionSucceeded>);
    }

    [Theory]
    [InlineData("ignore_token")]
    [InlineData("block_thread")]
    public async Task One_that_ignores_its_token_is_reported_after_its_grace_and_keeps_its_slot(string deed)
    {
        await using var factory = await StartAsync(new() { TimeoutSeconds = 0.2 }, ("Factory:HandlerGraceDuration", "00:00:00.2"));
        var stage = StageOf(factory);
        var stubborn = Enumerable.Range(0, 4).Select(_ => Guid.NewGuid()).ToList();
        foreach (var missionId in stubborn)
            await factory.OfferAsync("act", new { deed }, missionId);

        await Eventually.TrueAsync(() => factory.Hq.All<MissionFailed>().Count() == 4);
        await Eventually.TrueAsync(() => factory.Status.HeldClaims == 0);

        // All four slots are taken, so this one is not even claimed until they are free.
        var next = await factory.OfferAsync("act", new { deed = "finish" });
        await factory.OfferAsync("echo", new { text = "another kind" });
        await Eventually.FirstAsync(factory.Hq.All<MissionSucceeded>);
        Assert.DoesNotContain(factory.Hq.All<ClaimMission>(), claim => claim.MissionId == next);

        stage.Release.SetResult();
        stage.Gate.Set();
        await Eventually.TrueAsync(() => factory.Hq.All<MissionSucceeded>().Any(report => report.MissionId == next));
        Assert.Equal(6, factory.Hq.Reports.Count());
        Assert.DoesNotContain(factory.Hq.All<MissionLogged>().SelectMany(batch => batch.Lines), line => line.Text == "too late");
    }

    private static LeasesRenewed LoseAll(RenewLeases question) => new()
    {
        Lost = [.. question.Claims.Select(claim => new LostClaim(claim.MissionId, claim.ClaimToken, ClaimDenial.Superseded))],
        CancelRequested = [],
    };

    private static Stage StageOf(FactoryHost factory) => factory.Services.GetRequiredService<Stage>();

    private static Task<FactoryHost> StartAsync(FakeHq hq, params (string, string)[] settings) =>
        FactoryHost.StartAsync(catalog => catalog.Add<ActHandler>(), hq, services: services => services.AddSingleton<Stage>(), settings: settings);
}

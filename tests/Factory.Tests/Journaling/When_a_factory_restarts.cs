using Corporation.Contracts.Announcing;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Corporation.Factory.Handling;
using Corporation.Factory.Tests.Harness;
using Corporation.Factory.Working;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Factory.Tests.Journaling;

/// <summary>What a process leaves in its journal, the next one tells HQ.</summary>
public sealed class When_a_factory_restarts : IDisposable
{
    private static readonly (string, string)[] Impatient =
        [("Factory:HqAnswerTimeout", "00:00:00.3"), ("Factory:DrainGraceDuration", "00:00:00"), ("Factory:DrainReportDuration", "00:00:00.1")];

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("journal.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_result_that_hq_could_not_hear_is_delivered_by_the_next_process()
    {
        var deaf = new FakeHq();
        deaf.Deaf[typeof(MissionSucceeded)] = int.MaxValue;
        await using (var former = await StartAsync(deaf))
        {
            await former.OfferAsync("echo", new { text = "kept" });
            await Eventually.TrueAsync(() => deaf.All<MissionSucceeded>().Any());
            Assert.Equal(1, former.Status.UnsentReports);
        }

        await using var factory = await StartAsync(new FakeHq());

        var delivered = await Eventually.FirstAsync(factory.Hq.All<MissionSucceeded>);
        var token = deaf.All<MissionSucceeded>().First().ClaimToken;
        Assert.Equal(token, delivered.ClaimToken);
        Assert.Equal("kept", delivered.Result.GetProperty("text").GetString());
        Assert.Equal([token], factory.Hq.All<AnnounceFactory>().First().PendingReports);
        await Eventually.TrueAsync(() => factory.Status.UnsentReports == 0 && OpenJournal.Read(Path).Count == 0);
    }

    [Fact]
    public async Task An_interrupted_attempt_is_reported_as_one_that_may_be_tried_again()
    {
        var attempt = OpenJournal.NewAttempt();
        using (var former = OpenJournal.At(Path))
            await former.KeepClaimAsync(attempt);

        await using var factory = await StartAsync(new FakeHq());

        var report = await Eventually.FirstAsync(factory.Hq.All<MissionFailed>);
        Assert.Equal((attempt.Token, attempt.Offer.MissionId, true), (report.ClaimToken, report.MissionId, report.Retryable));
        Assert.Equal(MissionErrorTypes.FactoryRestarted, report.Error.Type);
        Assert.Equal([attempt.Token], factory.Hq.All<AnnounceFactory>().First().PendingReports);
        await Eventually.TrueAsync(() => factory.Status.UnsentReports == 0);
    }

    [Fact]
    public async Task Nothing_is_reported_before_hq_has_accepted_the_process()
    {
        await LeaveAsync(reports: 3, interrupted: 2);
        var hq = new FakeHq();
        hq.Deaf[typeof(AnnounceFactory)] = 2;

        await using var factory = await StartAsync(hq);

        await Eventually.TrueAsync(() => factory.Status.UnsentReports == 0);
        Assert.Equal([typeof(AnnounceFactory), typeof(AnnounceFactory), typeof(AnnounceFactory)], hq.Heard.Take(3).Select(message => message.GetType()));
        Assert.All(hq.All<AnnounceFactory>(), announcement => Assert.Equal(5, announcement.PendingReports.Count));
        Assert.Equal((3, 2), (hq.All<MissionSucceeded>().Count(), hq.All<MissionFailed>().Count()));
    }

    [Fact]
    public async Task Reports_are_repeated_until_each_is_answered()
    {
        await LeaveAsync(reports: 40, interrupted: 20);
        var hq = new FakeHq();
        hq.Deaf[typeof(MissionSucceeded)] = 10;
        hq.Deaf[typeof(MissionFailed)] = 5;

        await using var factory = await StartAsync(hq);

        await Eventually.TrueAsync(() => factory.Status.UnsentReports == 0);
        Assert.Equal((50, 40), (hq.All<MissionSucceeded>().Count(), hq.All<MissionSucceeded>().Select(report => report.ClaimToken).Distinct().Count()));
        Assert.Equal((25, 20), (hq.All<MissionFailed>().Count(), hq.All<MissionFailed>().Select(report => report.ClaimToken).Distinct().Count()));
        await Eventually.TrueAsync(() => OpenJournal.Read(Path).Count == 0);
    }

    [Fact]
    public async Task A_refused_report_is_forgotten()
    {
        await LeaveAsync(reports: 1, interrupted: 1);
        var hq = new FakeHq { Refusal = _ => ClaimDenial.Superseded };

        await using var factory = await StartAsync(hq);

        await Eventually.TrueAsync(() => OpenJournal.Read(Path).Count == 0);
        Assert.Equal(2, hq.Reports.Count());
    }

    [Fact]
    public async Task A_superseded_process_reports_nothing_and_keeps_what_it_found()
    {
        await LeaveAsync(reports: 2, interrupted: 2);
        var hq = new FakeHq { NewerEpoch = _ => long.MaxValue };

        await using (var factory = await StartAsync(hq))
            await Eventually.TrueAsync(() => factory.Status.State >= FactoryState.Superseded);

        Assert.Empty(hq.Reports);
        Assert.Equal(4, OpenJournal.Read(Path).Count);
    }

    [Fact]
    public async Task The_claim_is_written_while_the_handler_runs_and_the_report_while_hq_is_asked()
    {
        var handled = new Dictionary<Guid, bool>();
        var hq = new FakeHq();
        hq.Deaf[typeof(MissionSucceeded)] = int.MaxValue;
        await using var factory = await FactoryHost.StartAsync(
            catalog => catalog.Add<PeekHandler>(), hq, services: services => services.AddSingleton(new Peek(() => (handled = OpenJournal.Read(Path)).Count > 0)),
            settings: Impatient, journal: Path);

        var missionId = await factory.OfferAsync("peek", new { });

        await Eventually.TrueAsync(() => handled.Count > 0);
        Assert.False(handled[hq.TokenOf(missionId)]);
        await Eventually.TrueAsync(() => OpenJournal.Read(Path).GetValueOrDefault(hq.TokenOf(missionId)));
        hq.Deaf[typeof(MissionSucceeded)] = 0;
        await Eventually.TrueAsync(() => OpenJournal.Read(Path).Count == 0);
    }

    [Fact]
    public async Task A_lost_claim_leaves_nothing_behind_whenever_it_is_lost()
    {
        for (var round = 0; round < 20; round++)
        {
            // Lost while the handler runs, or while the report goes unanswered; each races with the renewal.
            var hq = new FakeHq { LeaseSeconds = 0.15 };
            hq.Deaf[typeof(MissionSucceeded)] = int.MaxValue;
            hq.Renewal = question => new()
            {
                Lost = [.. question.Claims.Select(claim => new Contracts.Leasing.LostClaim(claim.MissionId, claim.ClaimToken, ClaimDenial.Superseded))],
                CancelRequested = [],
            };
            await using var factory = await FactoryHost.StartAsync(
                catalog => catalog.Add<ActHandler>(), hq, services: services => services.AddSingleton<Stage>(), settings: Impatient, journal: Path);

            await factory.OfferAsync("act", new { deed = "wait_for_token" });
            await factory.OfferAsync("echo", new { text = "unheard" });

            await Eventually.TrueAsync(() => hq.All<ClaimMission>().Count() == 2 && factory.Status.HeldClaims == 0);
            Assert.Equal(0, factory.Status.UnsentReports);
            await Eventually.TrueAsync(() => OpenJournal.Read(Path).Count == 0);
        }
    }

    [Fact]
    public async Task However_often_it_dies_between_two_answers_each_report_is_answered_in_the_end()
    {
        await LeaveAsync(reports: 30, interrupted: 10);
        var heard = new HashSet<Guid>();
        for (var round = 0; heard.Count < 40; round++)
        {
            Assert.InRange(round, 0, 20);
            var hq = new FakeHq();
            await using (await StartAsync(hq))
                await Eventually.TrueAsync(() => hq.Reports.Count() >= 3 || OpenJournal.Read(Path).Count == 0);
            heard.UnionWith(hq.All<MissionSucceeded>().Select(report => report.ClaimToken));
            heard.UnionWith(hq.All<MissionFailed>().Select(report => report.ClaimToken));
        }

        await using var last = await StartAsync(new FakeHq());
        await Eventually.TrueAsync(() => last.Status.UnsentReports == 0);
    }

    private Task<FactoryHost> StartAsync(FakeHq hq) => FactoryHost.StartAsync(hq: hq, settings: Impatient, journal: Path);

    private async Task LeaveAsync(int reports, int interrupted)
    {
        using var former = OpenJournal.At(Path);
        for (var number = 0; number < reports + interrupted; number++)
        {
            var attempt = OpenJournal.NewAttempt();
            await former.KeepClaimAsync(attempt);
            if (number < reports)
                await former.KeepReportAsync(attempt, OpenJournal.SuccessOf(attempt));
        }
    }

    private sealed record Peek(Func<bool> Sees);

    private sealed record Nothing;

    /// <summary>Runs until the journal has something. Safe to run twice.</summary>
    [MissionKind("peek", Description = "Runs until the journal has something.")]
    private sealed class PeekHandler(Peek peek) : IMissionHandler<Nothing, Nothing>
    {
        public async Task<MissionOutcome<Nothing>> HandleAsync(Nothing input, MissionContext context, CancellationToken cancellationToken)
        {
            await Eventually.TrueAsync(peek.Sees);
            return new Nothing();
        }
    }
}

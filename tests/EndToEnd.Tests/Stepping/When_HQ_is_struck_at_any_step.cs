using System.Diagnostics;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Offering;
using Corporation.Contracts.Reporting;

namespace Corporation.EndToEnd.Tests.Stepping;

/// <summary>
/// HQ dies by kill -9, or loses all its connections, just before and just after a commit, a message to the bus or an acknowledgement, once in each mission's
/// life. Proxies between HQ and its servers see the steps; HQ itself knows nothing of the test.
/// </summary>
/// <remarks>
/// All steps take more than ten minutes. By default HQ is struck at those that are named here, always the same; with <c>CORPORATION_KILL_AT_EVERY_STEP=1</c> at every
/// one, until a life shows none at which it was not.
/// </remarks>
public sealed class When_HQ_is_struck_at_any_step(SteppedFleet fleet, ITestOutputHelper output) : IClassFixture<SteppedFleet>
{
    private const string EveryStep = "CORPORATION_KILL_AT_EVERY_STEP";

    // Nothing happens in the same order in every life: a report is repeated, log lines share a commit.
    private const int Tries = 3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mission_that_fails_once_goes_on_and_is_recorded_once() => await SweepAsync(
        losesLease: false,
        [
            (Moment.After, StepKind.Commit, MissionEventNames.Submitted),
            (Moment.Before, StepKind.Send, nameof(ExecuteMission)),
            (Moment.After, StepKind.Commit, MissionEventNames.Claimed),
            (Moment.Before, StepKind.Commit, MissionEventNames.AttemptFailed),
            (Moment.After, StepKind.Commit, MissionEventNames.Succeeded),
            (Moment.Before, StepKind.Settle, ""),
            (Moment.After, StepKind.Send, nameof(ReportRecorded)),
        ]);

    [Fact]
    public async Task A_mission_whose_lease_lapses_goes_on_and_is_recorded_once() => await SweepAsync(
        losesLease: true,
        [
            (Moment.Before, StepKind.Commit, MissionEventNames.LeaseLapsed),
            (Moment.After, StepKind.Settle, ""),
        ]);

    [Fact]
    public async Task A_mission_whose_commits_have_no_answer_goes_on_and_is_recorded_once() => await SweepAsync(
        losesLease: false,
        [
            (Moment.Before, StepKind.Commit, MissionEventNames.Submitted),
            (Moment.After, StepKind.Commit, MissionEventNames.Submitted),
            (Moment.Before, StepKind.Commit, MissionEventNames.Claimed),
            (Moment.After, StepKind.Commit, MissionEventNames.Claimed),
            (Moment.After, StepKind.Commit, MissionEventNames.AttemptFailed),
            (Moment.Before, StepKind.Commit, MissionEventNames.Succeeded),
            (Moment.After, StepKind.Commit, MissionEventNames.Succeeded),
        ],
        fleet.CutConnectionsAsync);

    private Task SweepAsync(bool losesLease, (Moment Moment, StepKind Kind, string Word)[] named) => SweepAsync(losesLease, named, fleet.ReplaceHeadquartersAsync);

    private async Task SweepAsync(bool losesLease, (Moment Moment, StepKind Kind, string Word)[] named, Func<Task> strike)
    {
        var isFull = Environment.GetEnvironmentVariable(EveryStep) is "1" or "true";
        var missions = new List<SteppedMission>();
        var struckAt = new List<StrikePoint>();
        var (before, seen) = (fleet.Strikes, new HashSet<Step>(await LiveAsync(null)));
        output.WriteLine($"Without a strike: {string.Join(", ", seen)}");

        if (isFull)
            await StrikeEverywhereAsync();
        else
            await StrikeAtNamedAsync();

        Assert.Equal(struckAt.Count, fleet.Strikes - before);
        foreach (var (moment, kind, word) in named)
            Assert.Contains(struckAt, point => point.Moment == moment && point.Step.Kind == kind && point.Step.IsAbout(word));

        // What HQ has acknowledged since may have changed what was right before.
        foreach (var mission in missions)
            await mission.AssertRecordedOnceAsync();
        Assert.Equal("", await fleet.ErrorQueuesAsync());

        async Task StrikeAtNamedAsync()
        {
            foreach (var (moment, kind, word) in named)
            {
                var step = seen.First(step => step.Kind == kind && step.IsAbout(word));
                Assert.True(await StrikeAsync(new StrikePoint(step, moment)), $"HQ never came to {step}.");
            }
        }

        async Task StrikeEverywhereAsync()
        {
            var visited = new HashSet<StrikePoint>();
            while (seen.SelectMany(step => Enum.GetValues<Moment>(), (step, moment) => new StrikePoint(step, moment)).FirstOrDefault(point => !visited.Contains(point))
                is { Step: not null } next)
            {
                visited.Add(next);
                if (!await StrikeAsync(next))
                    output.WriteLine($"{next} did not happen again");
            }

            foreach (var moment in Enum.GetValues<Moment>())
                Assert.All(Enum.GetValues<StepKind>(), kind => Assert.Contains(struckAt, point => point.Moment == moment && point.Step.Kind == kind));
        }

        async Task<bool> StrikeAsync(StrikePoint point)
        {
            for (var tries = 1; tries <= Tries; tries++)
            {
                var (strikes, began) = (fleet.Strikes, Stopwatch.GetTimestamp());
                seen.UnionWith(await LiveAsync(point));
                if (fleet.Strikes == strikes)
                    continue;
                struckAt.Add(point);
                output.WriteLine($"{point}: {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
                return true;
            }

            return false;
        }

        async Task<IReadOnlyList<Step>> LiveAsync(StrikePoint? point)
        {
            var mission = new SteppedMission(fleet, losesLease, strike);
            missions.Add(mission);
            var steps = await mission.LiveAsync(point);
            await mission.AssertRecordedOnceAsync();
            Assert.Empty((await fleet.Client.CheckInvariantsAsync(null, TimeSpan.FromSeconds(60), Token)).Violations);
            return steps;
        }
    }
}

using System.Diagnostics;

namespace Corporation.EndToEnd.Tests.Stepping;

/// <summary>
/// HQ dies by kill -9 before and after every commit and every message to and acknowledgement of the bus, one death in each mission's life. Proxies between
/// HQ and its servers see the steps; HQ itself knows nothing of the test.
/// </summary>
/// <remarks>
/// All points take minutes; by default an evenly spaced choice is made, always the same. <c>CORPORATION_KILL_AT_EVERY_STEP=1</c> visits all.
/// </remarks>
[Collection(nameof(ProcessCollection))]
public sealed class When_HQ_is_killed_at_every_step(SteppedFleet fleet, ITestOutputHelper output) : IClassFixture<SteppedFleet>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mission_that_fails_once_is_completed_and_recorded_once()
    {
        await SweepAsync(losesLease: false);
    }

    [Fact]
    public async Task A_mission_whose_lease_lapses_is_completed_and_recorded_once()
    {
        await SweepAsync(losesLease: true);
    }

    private async Task SweepAsync(bool losesLease)
    {
        var missions = new List<SteppedMission>();
        var kills = new List<Kill>();
        var (_, steps) = await LiveAsync(null);
        output.WriteLine($"Without a kill: {string.Join(", ", steps)}");

        foreach (var (kind, count) in steps)
        {
            foreach (var moment in Enum.GetValues<Moment>())
            {
                for (var number = 1; ; number++)
                {
                    var began = Stopwatch.GetTimestamp();
                    if ((await LiveAsync(new KillPoint(kind, moment, number))).Kill is not { } kill)
                        break;
                    kills.Add(kill);
                    output.WriteLine($"{kill}: {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
                }
            }
        }

        foreach (var mission in missions)
            await mission.AssertRecordedOnceAsync();
        Assert.Equal("", await fleet.ErrorQueuesAsync());

        async Task<(Kill? Kill, IReadOnlyDictionary<StepKind, int> Steps)> LiveAsync(KillPoint? point)
        {
            var mission = new SteppedMission(fleet, losesLease);
            missions.Add(mission);
            var life = await mission.LiveAsync(point);
            await mission.AssertRecordedOnceAsync();
            Assert.Empty((await fleet.Client.CheckInvariantsAsync(null, TimeSpan.FromSeconds(60), Token)).Violations);
            return life;
        }
    }
}

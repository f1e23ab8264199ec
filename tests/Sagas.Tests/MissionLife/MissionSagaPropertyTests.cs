using Corporation.Contracts.Claiming;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Corporation.Sagas.Commanding;
using Corporation.Sagas.MissionLife;
using CsCheck;

namespace Corporation.Sagas.Tests.MissionLife;

/// <summary>
/// Random interleavings of every message the machine can get: duplicates, late, reordered, with right, old and invented tokens, while the
/// clock jumps. After each the invariants must hold.
/// </summary>
public sealed class MissionSagaPropertyTests
{
    private static readonly string[] Factories = ["f1", "f2"];

    // What to do, which token (0 the newest … others older, the last one invented), how far the clock jumps, which factory, and a coin.
    private static readonly Gen<Move> Moves = Gen.Select(
        Gen.Frequency(
            (6, Gen.Const(Deed.Claim)), (3, Gen.Const(Deed.Start)), (2, Gen.Const(Deed.Progress)), (2, Gen.Const(Deed.Succeed)),
            (4, Gen.Const(Deed.Fail)), (2, Gen.Const(Deed.Stop)), (2, Gen.Const(Deed.Release)), (1, Gen.Const(Deed.Cancel)),
            (2, Gen.Const(Deed.Requeue)), (1, Gen.Const(Deed.Discard)), (5, Gen.Const(Deed.Wait)), (1, Gen.Const(Deed.Restart))),
        Gen.Frequency((6, Gen.Const(0)), (3, Gen.Int[1, 4])),
        Gen.Double[0, 100],
        Gen.Int[0, 1],
        Gen.Bool)
        .Select((deed, token, seconds, factory, coin) => new Move(deed, token, seconds, Factories[factory], coin));

    private static readonly Gen<(Move[] Moves, int MaxRetries, double Start, double Deadline)> Lives =
        Gen.Select(Moves.Array[1, 40], Gen.Int[0, 3], Gen.Double[-50, 50], Gen.Double[20, 2000]);

    private enum Deed
    {
        Claim, Start, Progress, Succeed, Fail, Stop, Release, Cancel, Requeue, Discard, Wait, Restart,
    }

    [Fact]
    public async Task Whatever_comes_in_whatever_order_the_invariants_hold() =>
        await Lives.SampleAsync(
            async life =>
            {
                var begin = new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
                await using var bench = new MachineBench(Samples.Submission(
                    life.MaxRetries,
                    life.Start > 0 ? begin.AddSeconds(life.Start) : null,
                    begin.AddSeconds(Math.Max(life.Start, 0) + life.Deadline)));
                var tokens = new List<Guid>();
                foreach (var move in life.Moves)
                {
                    var before = Picture.Of(bench);
                    var used = await MakeAsync(bench, move, tokens);
                    Check(bench, before, move, used);
                }
            },
            iter: 500,
            threads: 1);

    private static async Task<Guid?> MakeAsync(MachineBench bench, Move move, List<Guid> tokens)
    {
        var id = bench.Mission.CorrelationId;
        var token = move.Token < tokens.Count ? tokens[^(move.Token + 1)] : Guid.NewGuid();
        switch (move.Deed)
        {
            case Deed.Claim:
                var attempt = bench.Mission.Attempt + (move.Coin ? 1 : move.Token - 1);
                if (await bench.ClaimAsync(attempt, move.Factory, 1 + bench.Epochs.GetValueOrDefault(move.Factory)) is ClaimGranted granted
                    && !tokens.Contains(granted.ClaimToken))
                    tokens.Add(granted.ClaimToken);
                return null;
            case Deed.Start:
                await bench.SendAsync(new MissionStarted { MissionId = id, ClaimToken = token });
                return token;
            case Deed.Progress:
                await bench.SendAsync(new MissionProgressed { MissionId = id, ClaimToken = token, Percent = move.Seconds });
                return token;
            case Deed.Succeed:
                await bench.ReportAsync(Samples.Success(id, token));
                return token;
            case Deed.Fail:
                await bench.ReportAsync(Samples.Failure(id, token, retryable: move.Seconds > 10, retryAfter: move.Coin ? move.Seconds : null));
                return token;
            case Deed.Stop:
                await bench.ReportAsync(new MissionStopped { MissionId = id, ClaimToken = token });
                return token;
            case Deed.Release:
                await bench.ReportAsync(new MissionReleased { MissionId = id, ClaimToken = token, Reason = "drain" });
                return token;
            case Deed.Cancel:
                await bench.CommandAsync(new CancelMission(id, "api", null));
                return null;
            case Deed.Requeue:
                await bench.CommandAsync(new RequeueMission(id, "api", null));
                return null;
            case Deed.Discard:
                await bench.CommandAsync(new DiscardMission(id, "api", null));
                return null;
            case Deed.Restart:
                bench.Epochs[move.Factory] = bench.Epochs.GetValueOrDefault(move.Factory) + 1;
                await bench.SendAsync(new SupersedeClaim(id, move.Factory, bench.Epochs[move.Factory] + 1));
                return null;
            default:
                await bench.AdvanceAsync(TimeSpan.FromSeconds(move.Seconds));
                return null;
        }
    }

    private static void Check(MachineBench bench, Picture before, Move move, Guid? used)
    {
        var mission = bench.Mission;
        var (from, to) = (before.State, mission.LifeState);

        Assert.True(from == to || MissionTransitions.Allows(from, to), $"{from} to {to}");
        Assert.True(!from.IsTerminal() || from == to || (from is MissionLifeState.DeadLettered && move.Deed is Deed.Requeue), $"{from} was left for {to}");
        Assert.True(bench.Rows.OfType<StoredResult>().Count() <= 1, "a second result was recorded");
        Assert.Equal(to is MissionLifeState.Succeeded, bench.Rows.OfType<StoredResult>().Any());
        Assert.InRange(mission.Attempt, before.Attempt, before.Attempt + (move.Deed is Deed.Claim ? 1 : 0));
        Assert.InRange(mission.RetriesUsed, 0, mission.MaxRetries);
        Assert.Equal(Enumerable.Range(1, bench.Events.Count()).Select(number => (long)number), bench.Events.Select(row => row.Sequence));
        Assert.Equal(to.IsHeld(), mission.ClaimToken is not null);
        Assert.Equal(to.IsHeld(), mission.LeaseExpiresAt is not null);
        Assert.Equal(to.IsTerminal(), mission.FinishedAt is not null);
        Assert.Equal(to.IsTerminal(), mission.WakeAt is null);
        Assert.InRange(bench.Events.Count(row => IsEnd(row.Event)), to.IsTerminal() ? mission.Round : mission.Round - 1, mission.Round);

        if (used is { } token && token != before.ClaimToken)
            Assert.Equal(before, Picture.Of(bench));
    }

    private static bool IsEnd(string what) => what
        is MissionEventNames.Succeeded or MissionEventNames.Failed or MissionEventNames.DeadLettered or MissionEventNames.Cancelled
        or MissionEventNames.Expired;

    private sealed record Move(Deed Deed, int Token, double Seconds, string Factory, bool Coin);

    /// <summary>All that a stale token must not change: everything but the timeline.</summary>
    private sealed record Picture(
        MissionLifeState State, int Attempt, int RetriesUsed, int Round, Guid? ClaimToken, Guid? LastReported, DateTimeOffset? Lease,
        DateTimeOffset? AttemptEnds, DateTimeOffset? Next, DateTimeOffset? Wake, DateTimeOffset? Finished, DateTimeOffset? Started,
        DateTimeOffset? CancelRequested, double? Percent, string? Error, int Rows)
    {
        public static Picture Of(MachineBench bench)
        {
            var m = bench.Mission;
            return new Picture(
                m.LifeState, m.Attempt, m.RetriesUsed, m.Round, m.ClaimToken, m.LastReportedToken, m.LeaseExpiresAt, m.AttemptEndsAt,
                m.NextAttemptAt, m.WakeAt, m.FinishedAt, m.StartedAt, m.CancelRequestedAt, m.ProgressPercent, m.ErrorMessage,
                bench.Rows.Count(row => row is not MissionEvent { Event: MissionEventNames.LateResult }));
        }
    }
}

using System.Text.Json.Nodes;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Corporation.Sagas.Fleet;
using Microsoft.Extensions.Options;

namespace Corporation.Sagas.MissionLife;

/// <summary>Granting and denying claims, and what a claim's holder says while it runs.</summary>
public sealed class ClaimSteps(IOptions<MissionLifeOptions> options, TimeProvider time, IFactoryEpochs factories, IInputJudge inputs)
{
    private readonly MissionLifeOptions _options = options.Value;

    /// <summary>Why a claim can't be granted now; null when it can.</summary>
    internal ClaimDenial? DenialOf(MissionState mission, ClaimMission claim)
    {
        if (!factories.IsCurrent(claim.FactoryId, claim.Epoch))
            return ClaimDenial.FactorySuperseded;

        return mission.LifeState switch
        {
            MissionLifeState.Queued when mission.DeadlineAt <= time.GetUtcNow() => ClaimDenial.Terminal,
            MissionLifeState.Queued when claim.Attempt != mission.Attempt + 1 => ClaimDenial.Superseded,
            MissionLifeState.Queued => DenialByPlace(mission, claim),
            MissionLifeState.Claimed or MissionLifeState.Running => IsHeldBy(mission, claim) ? null : ClaimDenial.Held,
            MissionLifeState.Cancelled => ClaimDenial.Cancelled,
            MissionLifeState.Scheduled or MissionLifeState.Retrying => ClaimDenial.Superseded,
            _ => ClaimDenial.Terminal,
        };
    }

    // What HQ chose a factory for is only that one's, and what it was told since the offer was sent goes before the offer.
    private ClaimDenial? DenialByPlace(MissionState mission, ClaimMission claim)
    {
        var mayTakeNew = factories.MayTakeNew(claim.FactoryId);
        if (mission.Routing is null)
            return mayTakeNew ? null : ClaimDenial.FactoryPaused;

        // HQ is about to place it elsewhere.
        var isMeant = mission.PlacedFactoryId == claim.FactoryId && (mayTakeNew || MissionRouting.Read(mission.Routing).PassesOrders(mission.MissionKind));
        return isMeant ? null : ClaimDenial.Superseded;
    }

    /// <summary>Denies the queued mission to a factory that does not take its input, and leaves it to HQ to find another one; null when the input fits.</summary>
    internal async ValueTask<ClaimDenial?> DenialByInputAsync(MissionState mission, ClaimMission claim, CancellationToken cancellationToken)
    {
        if (await inputs.JudgeAsync(mission, claim, cancellationToken) is not { } verdict)
            return null;
        if (verdict.Misfit is not { } misfit)
        {
            mission.NoteFitting(verdict.Schema);

            // Looking took its time: another process of the factory may be there by now.
            return DenialOf(mission, claim);
        }

        // The offer lapses and is made again.
        if (!verdict.IsCertain)
            return ClaimDenial.Superseded;

        var routing = MissionRouting.Read(mission.Routing);
        if (!routing.Misfits.Contains(verdict.Schema))
            mission.Routing = (routing with { Misfits = [.. routing.Misfits, verdict.Schema] }).ToStored();
        mission.OfferedAt = null;
        mission.PlacedFactoryId = null;
        mission.Record(MissionEventNames.OfferLapsed, Actors.Hq, time.GetUtcNow(), new JsonObject
        {
            ["factory_id"] = claim.FactoryId,
            ["reason"] = $"{claim.FactoryId} takes other inputs for {mission.MissionKind}: {misfit}".Cut(MissionLimits.MaxProgressLength),
        });
        return ClaimDenial.Superseded;
    }

    /// <summary>Gives the queued mission to the factory that asks.</summary>
    internal MissionLifeState Grant(MissionState mission, ClaimMission claim)
    {
        var now = time.GetUtcNow();
        mission.Attempt++;
        mission.ClaimToken = Guid.NewGuid();
        mission.FactoryId = claim.FactoryId;
        mission.FactoryEpoch = claim.Epoch;
        mission.LeaseExpiresAt = now + _options.LeaseDuration;
        mission.AttemptEndsAt = now + TimeSpan.FromSeconds(mission.TimeoutSeconds) + _options.OverrunGraceDuration;
        var offered = mission.OfferedAt;
        mission.OfferedAt = null;
        mission.PlacedFactoryId = null;
        mission.NextAttemptAt = null;
        mission.StartedAt = null;
        mission.ProgressPercent = null;
        mission.ProgressMessage = null;
        var happened = mission.Record(MissionEventNames.Claimed, claim.FactoryId, now);
        (happened.QueuedSince, happened.OfferedSince) = (mission.QueuedAt, offered);
        return MissionLifeState.Claimed;
    }

    /// <summary>The answer to a granted claim, the first time and each further one.</summary>
    internal ClaimGranted AnswerTo(MissionState mission)
    {
        var untilDeadline = (mission.DeadlineAt - time.GetUtcNow())?.TotalSeconds ?? double.MaxValue;
        return new ClaimGranted
        {
            MissionId = mission.CorrelationId,
            Attempt = mission.Attempt,
            ClaimToken = mission.ClaimToken ?? Guid.Empty,
            LeaseSeconds = _options.LeaseDuration.TotalSeconds,
            TimeoutSeconds = Math.Max(0, Math.Min(mission.TimeoutSeconds, untilDeadline)),
        };
    }

    /// <summary>The handler has begun.</summary>
    internal MissionLifeState Start(MissionState mission)
    {
        MarkStarted(mission, time.GetUtcNow());
        return MissionLifeState.Running;
    }

    /// <summary>The handler says how far it is.</summary>
    internal MissionLifeState Progress(MissionState mission, MissionProgressed progress)
    {
        var now = time.GetUtcNow();
        MarkStarted(mission, now);
        mission.ProgressPercent = progress.Percent is { } percent && double.IsFinite(percent) ? Math.Clamp(percent, 0, 100) : null;
        mission.ProgressMessage = progress.Message?.Cut(MissionLimits.MaxProgressLength);
        mission.Record(MissionEventNames.Progressed, mission.FactoryId ?? Actors.Hq, now, new JsonObject
        {
            ["percent"] = mission.ProgressPercent,
            ["message"] = mission.ProgressMessage,
        });
        return MissionLifeState.Running;
    }

    /// <summary>
    /// Notes the start, once per attempt. A report may overtake the message that says so; the timeline is complete all the same.
    /// </summary>
    internal static void MarkStarted(MissionState mission, DateTimeOffset now)
    {
        if (mission.StartedAt is not null)
            return;

        mission.StartedAt = now;
        mission.Record(MissionEventNames.Started, mission.FactoryId ?? Actors.Hq, now);
    }

    private static bool IsHeldBy(MissionState mission, ClaimMission claim) =>
        mission.FactoryId == claim.FactoryId && mission.FactoryEpoch == claim.Epoch && mission.Attempt == claim.Attempt;
}

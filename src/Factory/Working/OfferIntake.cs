using System.Diagnostics;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Offering;
using Corporation.Factory.Diagnostics;
using Corporation.Factory.Relaying;
using Corporation.Factory.Settings;
using Corporation.Runtime.Telemetry;
using MassTransit;

namespace Corporation.Factory.Working;

/// <summary>Turns an offer into a claim, or drops it.</summary>
internal sealed class OfferIntake(
    FactoryIdentity identity,
    FactoryStatus status,
    HeldClaims claims,
    LeaseLoop leases,
    Supersession supersession,
    RelayServices services)
{
    private readonly FactoryOptions _options = services.Options;

    /// <summary>The attempt, now held; null when the offer is to be forgotten.</summary>
    public async Task<HeldAttempt?> TryClaimAsync(ConsumeContext<ExecuteMission> context)
    {
        var offer = context.Message;
        claims.Enter();
        HeldAttempt? held = null;
        try
        {
            if (status.TakesMissions)
                held = await ClaimAsync(context, offer);
            else
                Log.OfferDroppedDraining(services.Logger, offer.MissionId);
            return held;
        }
        finally
        {
            // Held attempts leave when their report was answered.
            if (held is null)
                claims.Leave();
        }
    }

    private async Task<HeldAttempt?> ClaimAsync(ConsumeContext<ExecuteMission> context, ExecuteMission offer)
    {
        var question = new ClaimMission
        {
            MissionId = offer.MissionId,
            Attempt = offer.Attempt,
            FactoryId = identity.FactoryId,
            Epoch = identity.Epoch,
        };
        using var step = MissionTrace.Begin("claim mission", ActivityKind.Client, offer.MissionId, offer.MissionKind);
        Response<ClaimGranted, ClaimDenied> answer;
        try
        {
            answer = await services.Hq.AskAsync<ClaimMission, ClaimGranted, ClaimDenied>(question, context.CancellationToken);
        }
        catch (Exception exception)
        {
            // Whatever it was, it happened before anything ran. Asking again gives the same grant, should HQ have granted it.
            await PutBackAsync(context, exception);
            return null;
        }

        if (answer.Is(out Response<ClaimDenied>? denied))
        {
            step?.SetTag("claim.denial", denied.Message.Reason.ToString());
            Deny(offer, denied.Message.Reason);
            return null;
        }

        return answer.Is(out Response<ClaimGranted>? granted) ? Hold(offer, granted.Message) : null;
    }

    private HeldAttempt? Hold(ExecuteMission offer, ClaimGranted grant)
    {
        var relay = new AttemptRelay(services, offer, grant.ClaimToken, grant.Attempt);
        var attempt = new HeldAttempt(offer, grant, _options.HandlerGraceDuration, services.Time, relay, services.Logger);
        if (!claims.TryAdd(attempt))
        {
            attempt.Dispose();
            Log.AttemptAlreadyRuns(services.Logger, offer.MissionId);
            return null;
        }

        leases.Expect(grant.LeaseSeconds);
        if (!status.TakesMissions)
            attempt.Stop(StopReason.ShuttingDown);
        return attempt;
    }

    private void Deny(ExecuteMission offer, ClaimDenial reason)
    {
        Log.ClaimDenied(services.Logger, offer.MissionId, offer.Attempt, reason);
        if (reason is ClaimDenial.FactorySuperseded)
            supersession.Declare();
    }

    private async Task PutBackAsync(ConsumeContext<ExecuteMission> context, Exception exception)
    {
        var delay = _options.OfferRedeliveryDelay;
        Log.ClaimUnanswered(services.Logger, context.Message.MissionId, exception.Message, delay.TotalMilliseconds);
        try
        {
            await context.Redeliver(delay);
        }
        catch (Exception unavailable)
        {
            // A bus without delays, or one that is gone: HQ offers again what nobody claims.
            Log.RedeliveryUnavailable(services.Logger, unavailable, context.Message.MissionId);
        }
    }
}

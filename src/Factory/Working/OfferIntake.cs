using System.Diagnostics;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Offering;
using Corporation.Factory.Diagnostics;
using Corporation.Factory.Relaying;
using Corporation.Factory.Settings;
using Corporation.Runtime.Telemetry;
using MassTransit;

namespace Corporation.Factory.Working;

/// <summary>Turns an offer into a claim, or gives it back for others.</summary>
internal sealed class OfferIntake(
    FactoryIdentity identity,
    FactoryStatus status,
    HeldClaims claims,
    LeaseLoop leases,
    Supersession supersession,
    RelayServices services)
{
    private readonly FactoryOptions _options = services.Options;

    /// <summary>The attempt, now held; null when nothing is left to be done with the offer.</summary>
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
                await PutBackAsync(context, "this factory's process ends");
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
            Log.ClaimUnanswered(services.Logger, offer.MissionId, exception.Message, _options.OfferRedeliveryDelay.TotalMilliseconds);
            await RedeliverAsync(context);
            return null;
        }

        if (answer.Is(out Response<ClaimDenied>? denied))
        {
            step?.SetTag("claim.denial", denied.Message.Reason.ToString());
            await DenyAsync(context, offer, denied.Message.Reason);
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

    private async Task DenyAsync(ConsumeContext<ExecuteMission> context, ExecuteMission offer, ClaimDenial reason)
    {
        if (reason is ClaimDenial.FactoryPaused)
        {
            await PutBackAsync(context, "this factory is told to take nothing new");
            return;
        }

        Log.ClaimDenied(services.Logger, offer.MissionId, offer.Attempt, reason);
        if (reason is not ClaimDenial.FactorySuperseded)
            return;

        // It is this process that HQ does not want; the offer is good for any other.
        supersession.Declare();
        await PutBackAsync(context, "a newer process of this factory is at work");
    }

    /// <summary>Gives the offer back to its queue for later, or for another factory. No attempt is spent.</summary>
    public async Task PutBackAsync(ConsumeContext<ExecuteMission> context, string reason)
    {
        Log.OfferPutBack(services.Logger, context.Message.MissionId, reason, _options.OfferRedeliveryDelay.TotalMilliseconds);
        await RedeliverAsync(context);
    }

    private async Task RedeliverAsync(ConsumeContext<ExecuteMission> context)
    {
        try
        {
            await context.Redeliver(_options.OfferRedeliveryDelay);
        }
        catch (Exception unavailable)
        {
            // A bus without delays, or one that is gone: HQ offers again what nobody claims.
            Log.RedeliveryUnavailable(services.Logger, unavailable, context.Message.MissionId);
        }
    }
}

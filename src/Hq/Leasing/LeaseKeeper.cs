using Corporation.Contracts.Claiming;
using Corporation.Contracts.Leasing;
using Corporation.Contracts.Missions;
using Corporation.Hq.Fleet;
using Corporation.Sagas.MissionLife;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Writing;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.Leasing;

/// <summary>
/// Renews all the claims of a factory in one transaction, each by compare-and-set on its token, and says which no longer hold.
/// </summary>
/// <remarks>Not through the machine: a renewal changes no state and leaves no event, and there are many of them.</remarks>
internal sealed class LeaseKeeper(
    IStoreWriter store,
    FactoryDirectory directory,
    IOptions<MissionLifeOptions> options,
    TimeProvider time) : IConsumer<RenewLeases>
{
    // All that can become due is at most this far away: "never" for min().
    private const long Never = long.MaxValue;

    private const string Renew =
        """
        update missions set version = version + 1, lease_expires_at = $3,
               wake_at = min($3, coalesce(attempt_ends_at, $5), coalesce(deadline_at, $5), coalesce(cancel_requested_at + $4, $5))
        where mission_id = $1 and claim_token = $2 and current_state in ('Claimed', 'Running')
        returning cancel_requested_at is not null
        """;

    private readonly TimeSpan _lease = options.Value.LeaseDuration;

    public async Task Consume(ConsumeContext<RenewLeases> context)
    {
        var message = context.Message;
        var answer = directory.IsCurrent(message.FactoryId, message.Epoch)
            ? await store.WriteAsync(session => RenewAll(session, message.Claims), context.CancellationToken)
            : new LeasesRenewed
            {
                Lost = [.. message.Claims.Select(claim => new LostClaim(claim.MissionId, claim.ClaimToken, ClaimDenial.FactorySuperseded))],
                CancelRequested = [],
            };
        await context.RespondAsync(answer);
    }

    private LeasesRenewed RenewAll(IWriteSession session, IReadOnlyList<HeldClaim> claims)
    {
        var expires = UnixMicroseconds.Of(time.GetUtcNow() + _lease);
        var lost = new List<LostClaim>();
        var cancelled = new List<HeldClaim>();
        foreach (var claim in claims)
        {
            var renewed = session.Query(
                Renew, row => row.GetBoolean(0), claim.MissionId, claim.ClaimToken, expires, (long)_lease.TotalMicroseconds, Never);
            if (renewed.Count > 0)
            {
                if (renewed[0])
                    cancelled.Add(claim);
            }
            else if (WhyLost(session, claim) is { } reason)
            {
                lost.Add(new LostClaim(claim.MissionId, claim.ClaimToken, reason));
            }
        }

        return new LeasesRenewed { Lost = lost, CancelRequested = cancelled };
    }

    /// <summary>Null when the claim ended with the factory's own report, whose answer is still on its way: nothing was lost.</summary>
    private static ClaimDenial? WhyLost(IWriteSession session, HeldClaim claim)
    {
        var known = session.Query(
            "select current_state, last_reported_token is $2 from missions where mission_id = $1",
            row => (State: Enum.Parse<MissionLifeState>(row.GetString(0)), IsReported: row.GetBoolean(1)),
            claim.MissionId, claim.ClaimToken);
        return known switch
        {
            [] => ClaimDenial.Unknown,
            [(_, true)] => null,
            [(MissionLifeState.Cancelled, _)] => ClaimDenial.Cancelled,
            [var (state, _)] when state.IsTerminal() => ClaimDenial.Terminal,
            _ => ClaimDenial.Superseded,
        };
    }
}

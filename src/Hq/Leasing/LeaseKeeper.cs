using System.Data.Common;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Leasing;
using Corporation.Contracts.Missions;
using Corporation.Hq.Querying;
using Corporation.Sagas.MissionLife;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Configuration;
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
    IOptions<MissionLifeOptions> options,
    TimeProvider time) : IConsumer<RenewLeases>
{
    // All that can become due is at most this far away: "never" for min().
    private const long Never = long.MaxValue;

    private const string NewerProcess = "select 1 from factories where factory_id = $1 and epoch > $2";

    private static readonly string RenewOne =
        $"""
        update missions {SetTimes(StoreEngine.Sqlite)}
        where mission_id = $1 and claim_token = $2 and current_state in ('Claimed', 'Running')
        returning mission_id, cancel_requested_at is not null
        """;

    // One statement for all: there each would be a round trip.
    private static readonly string RenewMany =
        $"""
        update missions m {SetTimes(StoreEngine.PostgreSql)} from unnest($1, $2) as claim(id, token)
        where m.mission_id = claim.id and m.claim_token = claim.token and m.current_state in ('Claimed', 'Running')
        returning m.mission_id, m.cancel_requested_at is not null
        """;

    private readonly TimeSpan _lease = options.Value.LeaseDuration;

    public async Task Consume(ConsumeContext<RenewLeases> context)
    {
        var message = context.Message;
        await context.RespondAsync(await store.WriteAsync(session => Answer(session, message), context.CancellationToken));
    }

    // The store knows of a newer process before every HQ does, and the older one must be told: it may run beside the newer.
    private LeasesRenewed Answer(IWriteSession session, RenewLeases message) =>
        session.Query(NewerProcess, static _ => true, message.FactoryId, message.Epoch).Count == 0
            ? RenewAll(session, message.Claims)
            : new LeasesRenewed
            {
                Lost = [.. message.Claims.Select(claim => new LostClaim(claim.MissionId, claim.ClaimToken, ClaimDenial.FactorySuperseded))],
                CancelRequested = [],
            };

    private static string SetTimes(StoreEngine engine) =>
        $"""
        set version = version + 1, lease_expires_at = $3,
            wake_at = {HqSql.Least(engine)}($3, coalesce(attempt_ends_at, $5), coalesce(deadline_at, $5), coalesce(cancel_requested_at + $4, $5))
        """;

    private LeasesRenewed RenewAll(IWriteSession session, IReadOnlyList<HeldClaim> claims)
    {
        var renewed = Renew(session, claims);
        var lost = new List<LostClaim>();
        var cancelled = new List<HeldClaim>();
        foreach (var claim in claims)
        {
            if (renewed.TryGetValue(claim.MissionId, out var isCancelled))
            {
                if (isCancelled)
                    cancelled.Add(claim);
            }
            else if (WhyLost(session, claim) is { } reason)
            {
                lost.Add(new LostClaim(claim.MissionId, claim.ClaimToken, reason));
            }
        }

        return new LeasesRenewed { Lost = lost, CancelRequested = cancelled };
    }

    /// <returns>The missions whose claims hold, and whether each is to be cancelled.</returns>
    private Dictionary<Guid, bool> Renew(IWriteSession session, IReadOnlyList<HeldClaim> claims)
    {
        var (expires, lease) = (UnixMicroseconds.Of(time.GetUtcNow() + _lease), (long)_lease.TotalMicroseconds);
        var renewed = session.Engine == StoreEngine.PostgreSql
            ? session.Query(RenewMany, Read, claims.Select(claim => claim.MissionId).ToArray(), claims.Select(claim => claim.ClaimToken).ToArray(), expires, lease, Never)
            : claims.SelectMany(claim => session.Query(RenewOne, Read, claim.MissionId, claim.ClaimToken, expires, lease, Never));
        return renewed.ToDictionary(row => row.MissionId, row => row.IsCancelled);

        static (Guid MissionId, bool IsCancelled) Read(DbDataReader row) => (row.GetGuid(0), row.GetBoolean(1));
    }

    /// <summary>Null when the claim ended with the factory's own report, whose answer is still on its way: nothing was lost.</summary>
    private static ClaimDenial? WhyLost(IWriteSession session, HeldClaim claim)
    {
        var known = session.Query(
            "select current_state, last_reported_token is not distinct from $2 from missions where mission_id = $1",
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

using System.Data.Common;
using System.Text.Json;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Offering;
using Corporation.Hq.Limiting;
using Corporation.Sagas.MissionLife;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.Dispatching;

/// <summary>Chooses what is to be offered and marks it, in one transaction, so that nothing is offered twice and no slot is overbooked.</summary>
internal sealed class OfferBook(IStoreReader reader, IStoreWriter store, LimitBook limits, IOptions<MissionLifeOptions> options, TimeProvider time)
{
    /// <summary>Most offers marked in one transaction: bounds how long the writer is busy with them.</summary>
    public const int BatchSize = 200;

    /// <summary>About as long as another HQ takes to choose and commit.</summary>
    public static readonly TimeSpan OthersTurn = TimeSpan.FromMilliseconds(5);

    private readonly long _offerTimeoutMicroseconds = (long)options.Value.OfferTimeout.TotalMicroseconds;

    /// <summary>Whether something of the kind is to be offered, were there slots.</summary>
    public async Task<bool> AnyWaitingAsync(string kind, CancellationToken cancellationToken) =>
        (await reader.QueryAsync(OfferSql.Of(reader.Engine).AnyWaiting, static _ => true, [kind], cancellationToken)).Count > 0;

    /// <summary>Marks the best missions of a kind as offered, up to the free slots.</summary>
    /// <returns>The offers to send; null when another HQ is choosing just now.</returns>
    public Task<OfferTurn?> TakeAsync(string kind, int slots, CancellationToken cancellationToken) =>
        store.WriteAsync(session => Take(session, kind, slots), cancellationToken);

    /// <summary>The same within a transaction that is under way.</summary>
    public OfferTurn? Take(IWriteSession session, string kind, int slots)
    {
        ArgumentNullException.ThrowIfNull(session);
        var sql = OfferSql.Of(session.Engine);
        var isShared = sql.LockKind is not null;
        if (sql.LockKind is { } lockKind)
            session.Perform(lockKind, kind);

        // Who is not to choose locks no bucket: others wait for those.
        if (isShared && limits.LimitsRateOf(kind) && !session.Query(OfferSql.IsMine, static row => row.GetBoolean(0))[0])
            return null;
        var allowance = limits.Allow(session, kind);
        if (allowance is { Left: < 1 })
            return new OfferTurn([], MayBeMore: true) { LookAgainIn = allowance.NextIn };

        var most = Math.Min(BatchSize, allowance?.Left ?? BatchSize);
        var now = time.GetUtcNow();
        var rows = session.Query(
            sql.BestWaiting,
            row => (IsMine: !isShared || row.GetBoolean(10), Free: isShared ? row.GetInt64(11) : (long?)null, Choice: Read(row, kind)),
            kind, limits.SlotsOf(kind, slots), most);
        if (rows is [{ IsMine: false }, ..])
            return null;

        var offers = new List<ExecuteMission>(rows.Count);
        foreach (var (offer, sequence) in rows.Select(static row => row.Choice).OfType<Choice>())
        {
            session.Execute(sql.MarkOffered, offer.MissionId, UnixMicroseconds.Of(now), _offerTimeoutMicroseconds);
            session.Insert(NewEvent(offer.MissionId, sequence + 1, offer.Attempt - 1, kind, MissionEventNames.Offered, now));
            offers.Add(offer);
        }

        allowance?.Spend(offers.Count);

        // Where the number of free slots is not known, more may wait in any case.
        return new OfferTurn(offers, MayBeMore: rows is not [{ Free: { } free }, ..] || offers.Count >= Math.Min(most, free))
        {
            LookAgainIn = allowance is { Left: < 1 } ? allowance.NextIn : null,
        };
    }

    /// <summary>Takes back every offer: for the start of a process whose bus has forgotten them all.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> ForgetAllAsync(CancellationToken cancellationToken) => store.WriteAsync(
        session =>
        {
            var now = time.GetUtcNow();
            var offered = session.Query(
                "select mission_id, last_sequence, attempt, mission_kind from missions where current_state = 'Queued' and offered_at is not null",
                row => NewEvent(row.GetGuid(0), row.GetInt64(1) + 1, row.GetInt32(2), row.GetString(3), MissionEventNames.OfferLapsed, now));
            foreach (var lapsed in offered)
            {
                session.Execute(
                    "update missions set offered_at = null, last_sequence = $2, version = version + 1, wake_at = deadline_at where mission_id = $1",
                    lapsed.MissionId, lapsed.Sequence);
                session.Insert(lapsed);
            }

            return offered.Count;
        },
        cancellationToken);

    private static Choice? Read(DbDataReader row, string kind)
    {
        if (row.IsDBNull(0))
            return null;

        var offer = new ExecuteMission
        {
            MissionId = row.GetGuid(0),
            MissionKind = kind,
            Attempt = row.GetInt32(2) + 1,
            Priority = row.GetInt32(3),
            TimeoutSeconds = row.GetDouble(4),
            MaxRetries = row.GetInt32(5),
            DeadlineAt = row.IsDBNull(6) ? null : UnixMicroseconds.ToTime(row.GetInt64(6)),
            IdempotencyKey = row.IsDBNull(7) ? null : row.GetString(7),
            Payload = new MissionPayload(row.GetString(8), JsonElement.Parse(row.GetString(9))),
        };
        return new Choice(offer, row.GetInt64(1));
    }

    private static MissionEvent NewEvent(Guid missionId, long sequence, int attempt, string kind, string what, DateTimeOffset now) => new()
    {
        MissionId = missionId,
        Sequence = sequence,
        OccurredAt = now,
        Event = what,
        Actor = Actors.Hq,
        Attempt = attempt,
        MissionKind = kind,
    };

    private sealed record Choice(ExecuteMission Offer, long Sequence);
}

/// <summary>What was marked as offered.</summary>
/// <param name="Offers">To be sent, best first.</param>
/// <param name="MayBeMore">Whether more may wait.</param>
internal sealed record OfferTurn(IReadOnlyList<ExecuteMission> Offers, bool MayBeMore)
{
    /// <summary>When a rate limit lets the next one begin; null when none holds anything up.</summary>
    public TimeSpan? LookAgainIn { get; init; }
}

using System.Data.Common;
using System.Text.Json;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Offering;
using Corporation.Sagas.MissionLife;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.Dispatching;

/// <summary>Chooses what is to be offered and marks it, in one transaction, so that nothing is offered twice and no slot is overbooked.</summary>
internal sealed class OfferBook(IStoreReader reader, IStoreWriter store, IOptions<MissionLifeOptions> options, TimeProvider time)
{
    /// <summary>Most offers marked in one transaction: bounds how long the writer is busy with them.</summary>
    public const int BatchSize = 200;

    private readonly long _offerTimeoutMicroseconds = (long)options.Value.OfferTimeout.TotalMicroseconds;

    /// <summary>Whether something of the kind is to be offered, were there slots.</summary>
    public async Task<bool> AnyWaitingAsync(string kind, CancellationToken cancellationToken) =>
        (await reader.QueryAsync(OfferSql.Of(reader.Engine).AnyWaiting, static _ => true, [kind], cancellationToken)).Count > 0;

    /// <summary>Marks the best missions of a kind as offered, up to the free slots.</summary>
    /// <returns>The offers to send, best first; null when another HQ is choosing just now.</returns>
    public Task<IReadOnlyList<ExecuteMission>?> TakeAsync(string kind, int slots, CancellationToken cancellationToken) =>
        store.WriteAsync(session => Take(session, kind, slots), cancellationToken);

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

    private IReadOnlyList<ExecuteMission>? Take(IWriteSession session, string kind, int slots)
    {
        var sql = OfferSql.Of(session.Engine);
        if (sql.LockKind is { } lockKind && !session.Query(lockKind, row => row.GetBoolean(0), kind)[0])
            return null;
        var free = slots - session.Query(sql.CountUnderWay, row => row.GetInt32(0), kind)[0];
        if (free <= 0)
            return [];

        var now = time.GetUtcNow();
        var chosen = session.Query(sql.BestWaiting, row => Read(row, kind), kind, Math.Min(free, BatchSize));
        foreach (var (offer, sequence) in chosen)
        {
            session.Execute(sql.MarkOffered, offer.MissionId, UnixMicroseconds.Of(now), _offerTimeoutMicroseconds);
            session.Insert(NewEvent(offer.MissionId, sequence + 1, offer.Attempt - 1, kind, MissionEventNames.Offered, now));
        }

        return [.. chosen.Select(choice => choice.Offer)];
    }

    private static (ExecuteMission Offer, long Sequence) Read(DbDataReader row, string kind)
    {
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
        return (offer, row.GetInt64(1));
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
}

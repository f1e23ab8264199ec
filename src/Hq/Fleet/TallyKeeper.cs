using Corporation.Contracts.Missions;
using Corporation.Hq.Diagnostics;
using Corporation.Hq.Querying;
using Corporation.Sagas.MissionLife;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Writing;

namespace Corporation.Hq.Fleet;

/// <summary>Adds up how attempts end, by factory, kind and five minutes, in the very transaction that ends them.</summary>
internal sealed class TallyKeeper(ILogger<TallyKeeper> logger) : ICommitContributor
{
    /// <summary>How long a period is.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    // A row of its own for each HQ process: two that count at once never wait for each other.
    private readonly string _writer = Guid.NewGuid().ToString("N")[..8];

    /// <summary>The period that a time lies in.</summary>
    public static long PeriodOf(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / Period.Ticks;

    /// <inheritdoc />
    public void Contribute(IReadOnlyList<object> insertedRows, ICommitGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        SortedDictionary<(string Factory, string Kind, long Period), Sum>? sums = null;
        foreach (var row in insertedRows)
        {
            if (row is not MissionEvent { FactoryId: { } factory } ended || !IsEnd(ended.Event))
                continue;

            sums ??= [];
            var key = (factory, ended.MissionKind, PeriodOf(ended.OccurredAt));
            if (!sums.TryGetValue(key, out var sum))
                sums[key] = sum = new Sum();
            sum.Add(ended);
        }

        if (sums is not null)
            _ = WatchAsync(group.AddAsync(session => Write(session, sums)));
    }

    private static bool IsEnd(string what) => what
        is MissionEventNames.Succeeded or MissionEventNames.AttemptFailed or MissionEventNames.AttemptTimedOut or MissionEventNames.LeaseLapsed;

    private bool Write(IWriteSession session, SortedDictionary<(string Factory, string Kind, long Period), Sum> sums)
    {
        var sql =
            $"""
            insert into attempt_tallies as t (factory_id, mission_kind, period, writer, succeeded, failed, lost, duration_seconds, longest_seconds, last_ended_at, last_mission_id)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            on conflict (factory_id, mission_kind, period, writer) do update set
                succeeded = t.succeeded + excluded.succeeded, failed = t.failed + excluded.failed, lost = t.lost + excluded.lost,
                duration_seconds = t.duration_seconds + excluded.duration_seconds,
                longest_seconds = {HqSql.Greatest(session.Engine)}(t.longest_seconds, excluded.longest_seconds),
                last_ended_at = excluded.last_ended_at, last_mission_id = excluded.last_mission_id
            """;
        foreach (var ((factory, kind, period), sum) in sums)
        {
            session.Execute(
                sql, factory, kind, period, _writer, sum.Succeeded, sum.Failed, sum.Lost, sum.Duration.TotalSeconds, sum.Longest.TotalSeconds,
                UnixMicroseconds.Of(sum.LastEndedAt), sum.LastMissionId);
        }

        return true;
    }

    private async Task WatchAsync(Task adding)
    {
        try
        {
            await adding;
        }
        catch (OperationCanceledException)
        {
            // Nothing was stored, or it is asked for again.
        }
        catch (Exception exception)
        {
            // The attempts ended all the same; a few are not in the rates.
            Log.TalliesNotKept(logger, exception.Message);
        }
    }

    private sealed class Sum
    {
        public long Succeeded { get; private set; }

        public long Failed { get; private set; }

        public long Lost { get; private set; }

        public TimeSpan Duration { get; private set; }

        public TimeSpan Longest { get; private set; }

        public DateTimeOffset LastEndedAt { get; private set; }

        public Guid LastMissionId { get; private set; }

        public void Add(MissionEvent ended)
        {
            (LastEndedAt, LastMissionId) = (ended.OccurredAt, ended.MissionId);
            switch (ended.Event)
            {
                case MissionEventNames.Succeeded:
                    Succeeded++;
                    var took = ended.StartedSince is { } started && ended.OccurredAt > started ? ended.OccurredAt - started : TimeSpan.Zero;
                    Duration += took;
                    Longest = took > Longest ? took : Longest;
                    break;
                case MissionEventNames.LeaseLapsed:
                    Lost++;
                    break;
                default:
                    Failed++;
                    break;
            }
        }
    }
}

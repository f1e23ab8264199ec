using Corporation.Contracts.Http;
using Corporation.SagaStore.Reading;

namespace Corporation.Hq.Auditing;

/// <summary>
/// Judges from missions and their events, not from logs, whether HQ keeps its promises. Works through the missions in order of their ids, a batch at a time, so
/// it needs the same memory whatever the number, and writers don't notice.
/// </summary>
internal sealed class InvariantChecker(IStoreReader store)
{
    /// <summary>Most breaches named of each invariant.</summary>
    public const int MostNamed = 20;

    // Small on purpose: PostgreSQL takes each range for a row or two and joins it with itself row by row, which a thousand would make slow.
    private const int BatchSize = 100;

    /// <summary>Looks at the next missions.</summary>
    /// <param name="after">The last one that was looked at; <see cref="Guid.Empty"/> begins.</param>
    /// <param name="limit">How many missions at most.</param>
    /// <param name="grace">How long something may be overdue: longer than HQ's sweeper may need.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SagaStore.Writing.StoreUnavailableException">The store can't be read now.</exception>
    public async Task<InvariantPage> CheckAsync(Guid after, int limit, TimeSpan grace, CancellationToken cancellationToken)
    {
        var sum = new InvariantSum(MostNamed);
        while (limit > 0)
        {
            var size = Math.Min(limit, BatchSize);
            var boundary = await store.QueryAsync(InvariantSql.Boundary, row => row.GetGuid(0), [after, size - 1], cancellationToken);

            // The last batch has no end, so that what belongs to no mission is found, too.
            if (boundary.Count == 0)
            {
                sum.Add(await JudgeAsync(after, Guid.AllBitsSet, grace, cancellationToken));
                return sum.ToPage(null);
            }

            sum.Add(await JudgeAsync(after, boundary[0], grace, cancellationToken));
            (after, limit) = (boundary[0], limit - size);
        }

        return sum.ToPage(after);
    }

    private async Task<InvariantPage> JudgeAsync(Guid after, Guid last, TimeSpan grace, CancellationToken cancellationToken)
    {
        var rows = await store.QueryAsync(
            InvariantSql.Judge(store.Engine),
            row => (Invariant: row.GetString(0), Breach: new InvariantBreach(row.GetGuid(1), row.GetString(2)), Count: row.GetInt64(3)),
            [after, last, (long)grace.TotalMicroseconds, MostNamed],
            cancellationToken);

        var totals = rows.Single(row => row.Invariant == InvariantSql.Totals);
        var violations = rows.Where(row => row.Invariant != InvariantSql.Totals).GroupBy(row => (row.Invariant, row.Count))
            .Select(same => new InvariantViolation(same.Key.Invariant, same.Key.Count, [.. same.Select(row => row.Breach)]));
        return new(totals.Count, long.Parse(totals.Breach.Detail, System.Globalization.CultureInfo.InvariantCulture), [.. violations]);
    }
}

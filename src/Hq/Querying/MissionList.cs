using System.Data.Common;
using Corporation.Contracts.Http;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Reading;

namespace Corporation.Hq.Querying;

/// <summary>Lists and counts missions.</summary>
internal sealed class MissionList(IStoreReader store)
{
    public async Task<MissionPage> PageAsync(MissionFilter filter, int limit, ListCursor? after, CancellationToken cancellationToken)
    {
        if (MissionListSql.Page(store.Engine, filter, after, limit + 1) is not { } query)
            return new([], null);

        var rows = await store.QueryAsync(query.Sql, ReadListed, query.Values, cancellationToken);

        // The statement reads its rows in this order already, but SQL promises it only for an ORDER BY, which would cost a sort in the database.
        var listed = filter.Text is null || store.Engine == StoreEngine.PostgreSql ? rows.OrderByDescending(row => row.Mission.JobId) : rows.OrderByDescending(row => row.Position);
        Listed[] page = [.. listed.Take(limit)];
        var next = rows.Count > limit ? new ListCursor(page[^1].Mission.JobId, page[^1].Position).Write(filter) : null;
        return new([.. page.Select(row => row.Mission)], next);
    }

    /// <summary>How many missions the filter names, by its index alone where it can.</summary>
    public async Task<int> CountAsync(MissionFilter filter, CancellationToken cancellationToken) => MissionListSql.Count(store.Engine, filter) is { } query
        ? (await store.QueryAsync(query.Sql, row => row.GetInt32(0), query.Values, cancellationToken))[0]
        : 0;

    private static Listed ReadListed(DbDataReader row) => new(MissionRow.Read(row), row.GetInt64(MissionRow.ColumnCount));

    private sealed record Listed(MissionView Mission, long Position);
}

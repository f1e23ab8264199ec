using System.Data.Common;
using Corporation.Contracts.Http;
using Corporation.Hq.Routing;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Reading;

namespace Corporation.Hq.Querying;

/// <summary>Lists and counts missions.</summary>
internal sealed class MissionList(IStoreReader store)
{
    public Task<MissionPage> PageAsync(MissionFilter filter, int limit, ListCursor? after, CancellationToken cancellationToken) =>
        PageAsync(filter, limit, after, withRouting: false, cancellationToken);

    /// <summary>With what each mission asks of its factory, which lists leave out otherwise.</summary>
    public async Task<MissionPage> PageAsync(MissionFilter filter, int limit, ListCursor? after, bool withRouting, CancellationToken cancellationToken)
    {
        if (MissionListSql.Page(store.Engine, filter, after, limit + 1, withRouting) is not { } query)
            return new([], null);

        Func<DbDataReader, Listed> read = withRouting ? ReadRouted : ReadListed;
        var rows = await store.QueryAsync(query.Sql, read, query.Values, cancellationToken);

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

    private static Listed ReadRouted(DbDataReader row)
    {
        var listed = ReadListed(row);
        var routing = RoutingViews.Of(row.IsDBNull(MissionRow.ColumnCount + 1) ? null : row.GetString(MissionRow.ColumnCount + 1));
        return listed with { Mission = listed.Mission with { Routing = routing } };
    }

    private sealed record Listed(MissionView Mission, long Position);
}

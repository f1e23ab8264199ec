using System.Globalization;
using Corporation.Contracts.Missions;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Configuration;

namespace Corporation.Hq.Querying;

/// <summary>A statement and the values of its positional parameters.</summary>
internal sealed record ListQuery(string Sql, object?[] Values);

/// <summary>
/// Writes the statements behind lists. Each walks an index newest first and stops when the page is full. Where a filter allows several
/// states, one walk per state is merged; asking for <c>state IN (…)</c> instead makes SQLite either sort or look at every row.
/// </summary>
/// <remarks>
/// Everything that a caller chooses is a parameter, states too: the reader keeps each statement text prepared, so there must be few.
/// Ids are UUIDs version 7, so by id is by time. A lower or upper bound on the id is always given: without one, SQLite calls the walk a scan.
/// </remarks>
internal sealed class MissionListSql
{
    /// <summary>Every id is below this one in text order, which is how SQLite stores them.</summary>
    private static readonly Guid Highest = Guid.AllBitsSet;

    /// <summary>How far an id's time may be from the stored submit time, which is taken a moment later and decides exactly.</summary>
    private static readonly TimeSpan IdSlack = TimeSpan.FromSeconds(1);

    private static readonly MissionLifeState[] AllStates = Enum.GetValues<MissionLifeState>();

    private readonly List<object?> _values = [];
    private readonly MissionFilter _filter;

    private readonly StoreEngine _engine;

    private MissionListSql(StoreEngine engine, MissionFilter filter)
    {
        _engine = engine;
        _filter = filter;
    }

    /// <returns>Null when the filter can't match anything.</returns>
    public static ListQuery? Page(StoreEngine engine, MissionFilter filter, ListCursor? after, int limit, bool withRouting = false)
    {
        var sql = new MissionListSql(engine, filter);
        var most = sql.Value(limit);
        if (sql.Ids(after, most) is not { } ids)
            return null;

        // The id list is a step of its own: then only the page's rows are read, not every row that the walk passes.
        return new(
            $"WITH page(mission_id, position) AS MATERIALIZED ({ids} LIMIT {most}) "
            + $"SELECT {MissionRow.Columns}, page.position{(withRouting ? ", m.routing" : "")} FROM page {HqSql.OrderedJoin(engine)} missions m ON m.mission_id = page.mission_id",
            [.. sql._values]);
    }

    /// <returns>Null when the filter can't match anything.</returns>
    public static ListQuery? Count(StoreEngine engine, MissionFilter filter)
    {
        var sql = new MissionListSql(engine, filter);
        return sql.Ids(null, most: null) is { } ids ? new($"SELECT count(*) FROM ({ids}) AS matches", [.. sql._values]) : null;
    }

    /// <param name="after">Where the page before ended.</param>
    /// <param name="most">The parameter that says how many are wanted, newest first; null for all, in any order.</param>
    private string? Ids(ListCursor? after, string? most) => _filter.Text is null ? ByIndex(after, most)
        : _engine == StoreEngine.PostgreSql ? ByWords(after, most is not null)
        : ByText(after, most is not null);

    private string ByIndex(ListCursor? after, string? most)
    {
        var lowest = _filter.Since is { } since ? IdAt(since - IdSlack) : Guid.Empty;
        var highest = _filter.Until is { } until ? IdAt(until + IdSlack) : Highest;
        if (after is { } cursor && Compare(cursor.MissionId, highest) < 0)
            highest = cursor.MissionId;

        var range = $"m.mission_id < {Value(highest)}";
        if (_filter.Since is not null)
            range += $" AND m.mission_id >= {Value(lowest)}";

        var rest = Conditions("");
        string[] arms = NeedsStates()
            ? [.. States().Select(state => $"SELECT m.mission_id, 0 AS position FROM missions m {Index()}WHERE m.current_state = {Value(state.ToString())} AND {range}{rest}")]
            : [$"SELECT m.mission_id, 0 AS position FROM missions m WHERE {range}{rest}"];
        if (most is null)
            return string.Join(" UNION ALL ", arms);
        if (arms.Length == 1)
            return arms[0] + " ORDER BY m.mission_id DESC";

        // SQLite merges the walks by itself; PostgreSQL would rather read a whole arm and sort it, unless each says that it needs no more than a page.
        if (_engine == StoreEngine.PostgreSql)
            arms = [.. arms.Select(arm => $"({arm} ORDER BY m.mission_id DESC LIMIT {most})")];
        return string.Join(" UNION ALL ", arms) + " ORDER BY 1 DESC";
    }

    private string? ByWords(ListCursor? after, bool ordered)
    {
        if (SearchWords.ToQuery(_filter.Text!) is not { } query)
            return null;

        var states = _filter.States.Count == 0 ? "" : $" AND m.current_state IN ({string.Join(", ", States().Select(state => Value(state.ToString())))})";
        return $"SELECT w.mission_id, 0 AS position FROM {SharedMissionSearch.Table} w JOIN missions m ON m.mission_id = w.mission_id "
            + $"WHERE w.words @@ to_tsquery('simple', {Value(query)}) AND w.mission_id < {Value(after?.MissionId ?? Highest)}"
            + Conditions(states)
            + (ordered ? " ORDER BY w.mission_id DESC" : "");
    }

    private string? ByText(ListCursor? after, bool ordered)
    {
        if (SearchWords.ToMatch(_filter.Text!) is not { } match)
            return null;

        var states = _filter.States.Count == 0 ? "" : $" AND m.current_state IN ({string.Join(", ", States().Select(state => Value(state.ToString())))})";
        return $"SELECT r.mission_id, r.position FROM {MissionSearch.IndexTable} "
            + $"CROSS JOIN {MissionSearch.RowsTable} r ON r.position = {MissionSearch.IndexTable}.rowid "
            + "CROSS JOIN missions m ON m.mission_id = r.mission_id "
            + $"WHERE {MissionSearch.IndexTable} MATCH {Value(match)} AND {MissionSearch.IndexTable}.rowid < {Value(after?.Position ?? long.MaxValue)}"
            + Conditions(states)
            + (ordered ? $" ORDER BY {MissionSearch.IndexTable}.rowid DESC" : "");
    }

    /// <summary>Kind and factory indexes begin with the state, so those lists name every state, too.</summary>
    private bool NeedsStates() => _filter.States.Count > 0 || _filter.MissionKind is not null || _filter.FactoryId is not null;

    private IEnumerable<MissionLifeState> States() => _filter.States.Count == 0 ? AllStates : _filter.States.Distinct();

    private string Index() =>
        _filter.MissionKind is not null ? HqSql.IndexHint(_engine, "ix_missions_kind_state")
        : _filter.FactoryId is not null ? HqSql.IndexHint(_engine, "ix_missions_factory_state")
        : "";

    private string Conditions(string conditions)
    {
        if (_filter.MissionKind is not null)
            conditions += $" AND m.mission_kind = {Value(_filter.MissionKind)}";
        if (_filter.FactoryId is not null)
            conditions += $" AND m.factory_id = {Value(_filter.FactoryId)}";
        if (_filter.Since is { } since)
            conditions += $" AND m.created_at >= {Value(UnixMicroseconds.Of(since))}";
        if (_filter.Until is { } until)
            conditions += $" AND m.created_at < {Value(UnixMicroseconds.Of(until))}";
        if (_filter.WithoutDiscarded)
            conditions += " AND m.discarded_at IS NULL";
        return conditions;
    }

    private string Value(object value)
    {
        _values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"${_values.Count}");
    }

    /// <summary>The lowest id of that millisecond.</summary>
    internal static Guid IdAt(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, Math.Max(0, time.ToUnixTimeMilliseconds()) << 16);
        return new(bytes, bigEndian: true);
    }

    private static int Compare(Guid left, Guid right)
    {
        Span<byte> first = stackalloc byte[16], second = stackalloc byte[16];
        left.TryWriteBytes(first, bigEndian: true, out _);
        right.TryWriteBytes(second, bigEndian: true, out _);
        return first.SequenceCompareTo(second);
    }
}

using Corporation.SagaStore.Configuration;

namespace Corporation.Hq.Querying;

/// <summary>Where SQLite and PostgreSQL differ in HQ's statements; everything else is written once for both.</summary>
internal static class HqSql
{
    /// <summary>The smallest of several values.</summary>
    public static string Least(StoreEngine engine) => engine == StoreEngine.PostgreSql ? "least" : "min";

    /// <summary>The largest of several values.</summary>
    public static string Greatest(StoreEngine engine) => engine == StoreEngine.PostgreSql ? "greatest" : "max";

    /// <summary>SQLite refuses a statement whose index is missing instead of scanning; PostgreSQL has no hints, a test reads its plans.</summary>
    public static string IndexHint(StoreEngine engine, string index) => engine == StoreEngine.PostgreSql ? "" : $"indexed by {index} ";

    /// <summary>A join that SQLite must not turn round.</summary>
    public static string OrderedJoin(StoreEngine engine) => engine == StoreEngine.PostgreSql ? "JOIN" : "CROSS JOIN";

    /// <summary>The database's clock in Unix microseconds, as times are stored.</summary>
    public static string Now(StoreEngine engine) => engine == StoreEngine.PostgreSql
        ? "(extract(epoch from clock_timestamp()) * 1000000)::bigint"
        : "cast(unixepoch('subsec') * 1000000 as integer)";
}

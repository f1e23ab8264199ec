using System.Data.Common;

namespace Corporation.SagaStore.Reading;

/// <summary>One of several queries that are asked together.</summary>
public abstract class StoreQuery
{
    private protected StoreQuery(string sql, object?[] values) => (Sql, Values) = (sql, values);

    /// <summary>The statement.</summary>
    public string Sql { get; }

    /// <summary>The parameters' values, in order.</summary>
    public IReadOnlyList<object?> Values { get; }

    /// <summary>Called by a reader before it runs the statement: forgets the rows of an earlier time.</summary>
    public abstract void Begin();

    /// <summary>Called by a reader for each row.</summary>
    public abstract void Take(DbDataReader reader);
}

/// <summary>One of several queries that are asked together, and its rows.</summary>
/// <param name="sql">The statement, with positional parameters <c>$1</c>, <c>$2</c>, …</param>
/// <param name="map">Reads a row.</param>
/// <param name="values">The parameters' values.</param>
/// <typeparam name="TItem">What a row becomes.</typeparam>
public sealed class StoreQuery<TItem>(string sql, Func<DbDataReader, TItem> map, params object?[] values) : StoreQuery(sql, values)
{
    private List<TItem> _rows = [];

    /// <summary>What the query gave; empty before it was asked.</summary>
    public IReadOnlyList<TItem> Rows => _rows;

    /// <inheritdoc />
    public override void Begin() => _rows = [];

    /// <inheritdoc />
    public override void Take(DbDataReader reader) => _rows.Add(map(reader));
}

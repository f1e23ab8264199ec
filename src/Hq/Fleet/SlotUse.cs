using System.Data.Common;

namespace Corporation.Hq.Fleet;

/// <summary>Which slots of which factories are taken, by HQ's books: attempts that are held, and missions that were placed and not claimed yet.</summary>
internal sealed class SlotUse
{
    /// <summary>Rows of factory, kind and count.</summary>
    public const string Sql =
        """
        select factory_id, mission_kind, count(*) from missions where current_state in ('Claimed', 'Running') and factory_id is not null group by factory_id, mission_kind
        union all
        select placed_factory_id, mission_kind, count(*) from missions where current_state = 'Queued' and placed_factory_id is not null group by placed_factory_id, mission_kind
        """;

    private readonly Dictionary<string, int> _byFactory = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Factory, string Kind), int> _byKind = [];

    public SlotUse(IEnumerable<(string Factory, string Kind, int Count)> rows)
    {
        foreach (var (factory, kind, count) in rows)
            Add(factory, kind, count);
    }

    public static (string Factory, string Kind, int Count) Read(DbDataReader row) => (row.GetString(0), row.GetString(1), (int)row.GetInt64(2));

    /// <summary>Slots of the factory that are taken.</summary>
    public int Of(string factoryId) => _byFactory.GetValueOrDefault(factoryId);

    /// <summary>Of those, the ones of a kind.</summary>
    public int Of(string factoryId, string kind) => _byKind.GetValueOrDefault((factoryId, kind));

    public void Add(string factoryId, string kind, int count = 1)
    {
        _byFactory[factoryId] = Of(factoryId) + count;
        _byKind[(factoryId, kind)] = Of(factoryId, kind) + count;
    }
}

namespace Corporation.SagaStore.Delivering;

/// <summary>How the two databases reckon with time; always their own.</summary>
internal abstract class SqlDialect
{
    public abstract string Now { get; }

    /// <summary>Whether a row can be locked for as long as a transaction lasts. Otherwise it is leased: marked as taken until a time.</summary>
    public abstract bool LocksRows { get; }

    public abstract string After(string time, string milliseconds);

    public abstract string MsSince(string time);

    public abstract string MsUntil(string time);
}

internal sealed class PostgreSqlDialect : SqlDialect
{
    public override string Now => "clock_timestamp()";

    public override bool LocksRows => true;

    public override string After(string time, string milliseconds) => $"({time} + {milliseconds} * interval '1 millisecond')";

    public override string MsSince(string time) => $"cast(extract(epoch from clock_timestamp() - {time}) * 1000 as bigint)";

    public override string MsUntil(string time) => $"cast(extract(epoch from {time} - clock_timestamp()) * 1000 as bigint)";
}

/// <remarks>Times are text as EF Core's provider writes it, to the millisecond: they compare as text.</remarks>
internal sealed class SqliteDialect : SqlDialect
{
    private const string Format = "'%Y-%m-%d %H:%M:%f'";
    private const string MsPerDay = "86400000";

    public override string Now => $"strftime({Format}, 'now')";

    public override bool LocksRows => false;

    public override string After(string time, string milliseconds) => $"strftime({Format}, {time}, ({milliseconds} / 1000.0) || ' seconds')";

    public override string MsSince(string time) => $"cast((julianday('now') - julianday({time})) * {MsPerDay} as integer)";

    public override string MsUntil(string time) => $"cast((julianday({time}) - julianday('now')) * {MsPerDay} as integer)";
}

namespace Corporation.Hq;

/// <summary>Where HQ keeps the truth.</summary>
internal abstract record HqStore
{
    /// <summary>In a SQLite file that this process has for itself.</summary>
    /// <param name="Path">The file.</param>
    public sealed record InFile(string Path) : HqStore;

    /// <summary>In a PostgreSQL database, possibly together with other HQs; the configuration section <c>Database</c> says which.</summary>
    public sealed record OnServer : HqStore;
}

using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Corporation.Factory.Journaling;

/// <summary>The SQLite file: one table, one connection, one process. All of it blocks.</summary>
/// <param name="path">The file.</param>
/// <param name="maxBytes">How large it may become; beyond that it is as if the disk were full.</param>
internal sealed class JournalFile(string path, long maxBytes = JournalFile.DefaultMaxBytes) : IDisposable
{
    public const long DefaultMaxBytes = 1L << 30;

    private const int SchemaVersion = 1;
    private const int PageBytes = 4096;

    /// <summary>Above this size the check of the file takes longer than a start should; SQLite still notices damage where it reads.</summary>
    private const long LargestFullCheckBytes = 64 * 1024 * 1024;

    private const long LargestIdleBytes = 16 * 1024 * 1024;

    // Who locks the file is a person's shell; the factory does not wait long for it.
    private const int BusySeconds = 2;

    private const string Schema =
        """
        create table entries (
            claim_token text primary key not null,
            mission_id text not null,
            mission_kind text not null,
            attempt integer not null,
            epoch integer not null,
            noted_at integer not null,
            report_form text,
            report text
        );
        """;

    private readonly Lock _gate = new();
    private JournalLock? _lock;
    private SqliteConnection? _connection;
    private JournalStatements? _statements;

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public bool IsOpen => _connection is not null;

    /// <summary>Opens the file, or makes it. What is in it is of earlier processes.</summary>
    /// <exception cref="FactoryStartException">Another process has it.</exception>
    /// <exception cref="SqliteException">It can't be used; <see cref="JournalFailures"/> says what for.</exception>
    /// <exception cref="IOException">The same.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Open()
    {
        lock (_gate)
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path) ?? Path);
            _lock ??= JournalLock.Take(Path);
            var connection = new SqliteConnection(Describe());
            try
            {
                connection.Open();
                Prepare(connection);
                _statements = new JournalStatements(connection);
                _connection = connection;
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }
    }

    /// <summary>Everything in it, of each report only its form.</summary>
    public IReadOnlyList<JournalEntry> ReadAll()
    {
        lock (_gate)
        {
            try
            {
                return Statements.ReadAll();
            }
            catch (Exception exception) when (exception is FormatException or InvalidCastException or ArgumentException or OverflowException)
            {
                throw new JournalDamagedException($"it has an entry that can't be read: {exception.Message}");
            }
        }
    }

    /// <summary>The report of one entry; null when there is none.</summary>
    public StoredReport? ReadReport(Guid token)
    {
        lock (_gate)
            return Statements.ReadReport(token);
    }

    /// <summary>Writes and deletes in one transaction, which is on the disk when this returns.</summary>
    /// <param name="changes">By token what is to be there; null where nothing is.</param>
    public void Write(IReadOnlyDictionary<Guid, JournalEntry?> changes)
    {
        lock (_gate)
            Statements.Write(changes);
    }

    /// <summary>Closes the file; the lock stays.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _statements?.Dispose();
            _connection?.Dispose();
            (_statements, _connection) = (null, null);
        }
    }

    /// <summary>Gives a file that is of no use another name, for whoever wants to look at it.</summary>
    public string MoveAside(DateTimeOffset now)
    {
        lock (_gate)
        {
            Close();
            var aside = string.Create(CultureInfo.InvariantCulture, $"{Path}.damaged-{now:yyyyMMdd'T'HHmmss.fff'Z'}");
            foreach (var suffix in (string[])["", "-wal", "-shm"])
            {
                if (File.Exists(Path + suffix))
                    File.Move(Path + suffix, aside + suffix, overwrite: true);
            }

            return aside;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            Close();
            _lock?.Dispose();
            _lock = null;
        }
    }

    private JournalStatements Statements => _statements ?? throw new InvalidOperationException($"The journal {Path} is not open.");

    private string Describe() => new SqliteConnectionStringBuilder
    {
        DataSource = Path,
        Mode = SqliteOpenMode.ReadWriteCreate,
        Pooling = false,
        DefaultTimeout = BusySeconds,
    }.ConnectionString;

    private void Prepare(SqliteConnection connection)
    {
        // FULL: without it a power cut may take what was promised to be on the disk. A file system without shared memory keeps another mode,
        // which is slower but promises the same.
        Scalar(connection, "pragma journal_mode=wal");
        Scalar(connection, "pragma synchronous=full");
        Scalar(connection, "pragma journal_size_limit=67108864");
        Scalar(connection, string.Create(CultureInfo.InvariantCulture, $"pragma max_page_count={Math.Max(8, maxBytes / PageBytes)}"));
        if (new FileInfo(Path).Length <= LargestFullCheckBytes && Scalar(connection, "pragma quick_check(1)") is not "ok" and var problem)
            throw new JournalDamagedException($"it is damaged: {problem}");

        var version = Convert.ToInt32(Scalar(connection, "pragma user_version"), CultureInfo.InvariantCulture);
        if (version == SchemaVersion)
        {
            GiveBackSpace(connection);
            return;
        }

        if (version != 0 || Scalar(connection, "select count(*) from sqlite_master") is not 0L)
            throw new JournalDamagedException($"it is no journal of version {SchemaVersion}");
        Scalar(connection, $"begin immediate; {Schema} pragma user_version={SchemaVersion}; commit");
    }

    // SQLite uses free pages again but never gives them back by itself.
    private void GiveBackSpace(SqliteConnection connection)
    {
        if (new FileInfo(Path).Length > LargestIdleBytes && Scalar(connection, "select exists (select 1 from entries)") is 0L)
            Scalar(connection, "vacuum");
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}

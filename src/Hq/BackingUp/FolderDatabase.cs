using Corporation.Sagas.Storage;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Opening;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Corporation.Hq.BackingUp;

/// <summary>The database of a standalone node: a file in its state folder.</summary>
internal sealed class FolderDatabase(string folder)
{
    private readonly string _path = Path.Combine(Path.GetFullPath(folder), StandaloneNode.DatabaseName);

    public async Task<MigrationReport> MigrateAsync(CancellationToken cancellationToken)
    {
        RequireFile();
        var before = Applied(_path).Count;
        await using (var services = new ServiceCollection().AddLogging().AddSqliteStore<MissionsDbContext>(options => options.FilePath = _path).BuildServiceProvider())
        {
            try
            {
                await services.GetRequiredService<IStoreStartup>().PrepareAsync(cancellationToken);
            }
            catch (StoreStartException exception)
            {
                throw new DatabaseException(exception.Message, exception);
            }
        }

        var applied = Applied(_path);
        return new MigrationReport(_path, applied.Count - before, applied[^1]);
    }

    /// <remarks>SQLite's own online backup: the node may write meanwhile, and the copy is of one moment.</remarks>
    public Task<(string Database, string Schema)> BackupAsync(string target, CancellationToken cancellationToken)
    {
        RequireFile();
        return Task.Run(
            () =>
            {
                Copy(_path, target);
                return (_path, Check(target, $"The store {_path}"));
            },
            cancellationToken);
    }

    public Task<RestoreReport> RestoreAsync(string file, CancellationToken cancellationToken)
    {
        foreach (var path in new[] { _path, _path + "-wal", _path + "-shm" })
        {
            if (File.Exists(path))
                throw DatabaseException.BadInput($"{path} exists: a backup is restored into an empty folder only. Name another with --data, or move what is there away.");
        }

        return Task.Run(() => Restore(file), cancellationToken);
    }

    private RestoreReport Restore(string file)
    {
        var partial = $"{_path}.{Guid.NewGuid():N}.partial";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path) ?? _path);
            Copy(file, partial);
            var schema = Check(partial, $"The backup {file}");
            var missions = Query(partial, "select count(*) from missions", row => row.GetInt64(0))[0];
            File.Move(partial, _path, overwrite: false);
            return new RestoreReport(_path, file, missions, schema);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseException($"The store {_path} can't be written: {exception.Message}", exception);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    // In the copy no log beside it: a backup is one file.
    private static void Copy(string from, string to)
    {
        try
        {
            using var source = Open(from, SqliteOpenMode.ReadOnly);
            using var target = Open(to, SqliteOpenMode.ReadWriteCreate);
            source.BackupDatabase(target);
            using var command = target.CreateCommand();
            command.CommandText = "pragma journal_mode = delete";
            command.ExecuteNonQuery();
        }
        catch (SqliteException exception)
        {
            throw new DatabaseException($"{from} can't be copied to {to}: {exception.Message}", exception);
        }
    }

    private static string Check(string path, string what)
    {
        try
        {
            if (Query(path, "pragma quick_check(1)", row => row.GetString(0)) is not ["ok"] and var damage)
                throw new DatabaseException($"{what} is damaged: {string.Join(' ', damage)}");
            return KnownMigrations.Require(NewContext(), Applied(path), what);
        }
        catch (SqliteException exception)
        {
            throw new DatabaseException($"{what} is no store of an HQ: {exception.Message}", exception) { IsBadInput = true };
        }
    }

    private static IReadOnlyList<string> Applied(string path) =>
        Query(path, "select count(*) from sqlite_master where name = '__EFMigrationsHistory'", row => row.GetInt64(0))[0] == 0
            ? []
            : Query(path, "select \"MigrationId\" from \"__EFMigrationsHistory\" order by 1", row => row.GetString(0));

    private static List<T> Query<T>(string path, string sql, Func<SqliteDataReader, T> map)
    {
        using var connection = Open(path, SqliteOpenMode.ReadOnly);
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(map(reader));
        return rows;
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static MissionsDbContext NewContext() => new(new DbContextOptionsBuilder<MissionsDbContext>().UseSqlite().Options);

    private void RequireFile()
    {
        if (!File.Exists(_path))
            throw DatabaseException.BadInput($"{_path} does not exist. Name the state folder of a standalone node with --data, or a database with --database.");
    }
}

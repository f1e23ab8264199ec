using Corporation.Sagas.Storage;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Opening;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Corporation.Hq.BackingUp;

/// <summary>An HQ's database in PostgreSQL. What copies it are PostgreSQL's own programs.</summary>
internal sealed class ServerDatabase
{
    private const string CountTables =
        """
        select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname not like 'pg\_%' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
          and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
        """;

    private const string HistoryTable = "__EFMigrationsHistory";

    private readonly NpgsqlConnectionStringBuilder _target;

    private ServerDatabase(NpgsqlConnectionStringBuilder target) => _target = target;

    private string Name => $"{_target.Database ?? _target.Username} on {_target.Host}:{_target.Port}";

    public static ServerDatabase Of(DatabasePlace.OnServer place)
    {
        try
        {
            var target = new NpgsqlConnectionStringBuilder(place.ConnectionString) { Pooling = false };
            return string.IsNullOrEmpty(target.Host)
                ? throw DatabaseException.BadInput("The connection string names no host. Give one like 'Host=127.0.0.1;Username=corporation;Database=corporation' with --database or Database__ConnectionString.")
                : new ServerDatabase(target);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            // Never the text itself: it may hold a password.
            throw new DatabaseException($"The connection string can't be read: {exception.Message} Give one like 'Host=127.0.0.1;Username=corporation;Database=corporation'.", exception)
            {
                IsBadInput = true,
            };
        }
    }

    public async Task<MigrationReport> MigrateAsync(CancellationToken cancellationToken)
    {
        await using var context = NewContext();
        var before = await TryAsync(() => context.Database.GetAppliedMigrationsAsync(cancellationToken));
        await using (var services = new ServiceCollection()
            .AddLogging()
            .AddPostgreSqlStore<SharedMissionsDbContext>(options => (options.ConnectionString, options.WriterConnections, options.StartPatience) = (_target.ConnectionString, 1, TimeSpan.Zero))
            .BuildServiceProvider())
        {
            try
            {
                await services.GetRequiredService<IStoreStartup>().PrepareAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is StoreStartException or OptionsValidationException)
            {
                throw new DatabaseException(exception.Message, exception) { IsBadInput = exception is OptionsValidationException };
            }
        }

        var applied = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        return new MigrationReport(Name, applied.Count - before.Count(), applied[^1]);
    }

    public async Task<(string Database, string Schema)> BackupAsync(string target, string? toolFolder, CancellationToken cancellationToken)
    {
        await using var context = NewContext();
        var schema = KnownMigrations.Require(context, [.. await TryAsync(() => context.Database.GetAppliedMigrationsAsync(cancellationToken))], $"The database {Name}");
        var programs = new ClientPrograms(toolFolder, _target);
        await programs.RequireVersionAsync("pg_dump", await MajorAsync(cancellationToken), cancellationToken);

        await programs.RunAsync("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", "--file", target], cancellationToken, connect: true);

        // What can be listed to its end is whole.
        var content = await programs.RunAsync("pg_restore", ["--list", target], cancellationToken);
        return content.Contains("TABLE DATA", StringComparison.Ordinal) && content.Contains(" missions ", StringComparison.Ordinal)
            ? (Name, schema)
            : throw new DatabaseException($"pg_dump has left out the missions of {Name}; its user may lack the right to read them.");
    }

    public async Task<RestoreReport> RestoreAsync(string file, string? toolFolder, CancellationToken cancellationToken)
    {
        var programs = new ClientPrograms(toolFolder, _target);
        await programs.RequireVersionAsync("pg_restore", await MajorAsync(cancellationToken), cancellationToken);
        var tables = await ScalarAsync<long>(CountTables, cancellationToken);
        if (tables > 0)
        {
            throw DatabaseException.BadInput(
                $"The database {Name} is not empty: it has {tables} tables, views or sequences. A backup is restored into an empty database only; make one with CREATE DATABASE and name it.");
        }

        var history = await programs.RunAsync("pg_restore", ["--data-only", "--table", HistoryTable, "--file", "-", file], cancellationToken);
        await using var context = NewContext();
        var schema = KnownMigrations.Require(context, HistoryOf(history), $"The backup {file}");

        await programs.RunAsync(
            "pg_restore", ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", file], cancellationToken, connect: true);

        // A restored database knows nothing of what is in it, and would plan badly until autovacuum comes by.
        await ScalarAsync<object>("analyze", cancellationToken);
        return new RestoreReport(Name, file, await ScalarAsync<long>("select count(*) from missions", cancellationToken), schema);
    }

    /// <summary>The ids in the COPY block that pg_restore wrote: lines of tabs up to a backslash and a dot.</summary>
    private static List<string> HistoryOf(string script) =>
        [.. script.Split('\n')
            .SkipWhile(line => !line.StartsWith("COPY ", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => line != "\\." && line.Length > 0)
            .Select(line => line.Split('\t')[0])];

    private async Task<int> MajorAsync(CancellationToken cancellationToken) =>
        await ScalarAsync<int>("select current_setting('server_version_num')::int / 10000", cancellationToken);

    private async Task<T> ScalarAsync<T>(string sql, CancellationToken cancellationToken) => await TryAsync(async () =>
    {
        await using var connection = new NpgsqlConnection(_target.ConnectionString);
        await connection.OpenAsync(cancellationToken);
#pragma warning disable CA2100 // Constants.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!; // Each that is asked for a value has one row.
    });

    private async Task<T> TryAsync<T>(Func<Task<T>> question)
    {
        try
        {
            return await question();
        }
        catch (Exception exception) when (exception is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException)
        {
            throw new DatabaseException($"The database {Name} can't be used: {exception.Message}", exception);
        }
    }

    private SharedMissionsDbContext NewContext() => new(new DbContextOptionsBuilder<SharedMissionsDbContext>().UseNpgsql(_target.ConnectionString).Options);
}

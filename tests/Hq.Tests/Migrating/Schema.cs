using Corporation.LocalServers;
using Corporation.Sagas.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Corporation.Hq.Tests.Migrating;

/// <summary>One of the two databases: how it is brought to any migration, filled and opened by an HQ.</summary>
internal abstract class Schema : IAsyncDisposable
{
    /// <summary>By the migration whose HQ has written them. One for each change of what HQ writes; never removed while such databases may exist.</summary>
    public abstract IReadOnlyDictionary<string, string> Samples { get; }

    public IReadOnlyList<string> Migrations
    {
        get
        {
            using var context = Open();
            return [.. context.Database.GetMigrations()];
        }
    }

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task MigrateAsync(string migration)
    {
        await using var context = Open();
        await context.GetService<IMigrator>().MigrateAsync(migration, Token);
    }

    public async Task LoadAsync(string sample)
    {
        await ExecuteAsync(await File.ReadAllTextAsync(SampleFile(Samples[sample]), Token));
        await AfterLoadingAsync();
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var context = Open();
        var connection = context.Database.GetDbConnection();
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Token);
    }

    /// <summary>An HQ that applies the migrations that are missing, and removes nothing.</summary>
    public abstract WebApplication Build();

    public abstract ValueTask DisposeAsync();

    public static string SampleFile(string name) => Path.Combine(AppContext.BaseDirectory, "Migrating", name);

    private protected abstract MissionsDbContext Open();

    private protected virtual Task AfterLoadingAsync() => Task.CompletedTask;

    private protected static Dictionary<string, string?> Settings => new() { ["Retention:KeepDuration"] = "0" };
}

internal sealed class SqliteSchema : Schema
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hq-migration-").FullName;

    public override IReadOnlyDictionary<string, string> Samples { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["20261123090533_Initial"] = "Initial.sql",
    };

    public override WebApplication Build() =>
        StandaloneNode.Build(new StandaloneNodeOptions { StateFolder = _folder, Url = "http://127.0.0.1:0", FactoryId = "f1", Settings = Settings, QuietLogs = true });

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private protected override MissionsDbContext Open() => new(new DbContextOptionsBuilder<MissionsDbContext>()
        .UseSqlite($"Data Source={Path.Combine(_folder, "hq.db")};Pooling=False").Options);
}

internal sealed class PostgreSqlSchema(string connectionString, RedisServer? redis) : Schema
{
    public override IReadOnlyDictionary<string, string> Samples { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["20261127133925_Initial"] = "Initial.sql",
    };

    public override WebApplication Build() => Headquarters.Build(new HeadquartersOptions
    {
        Url = "http://127.0.0.1:0",
        Database = connectionString,
        Settings = new Dictionary<string, string?>(Settings) { ["Bus:RedisUrl"] = redis?.Url.ToString() },
        QuietLogs = true,
    });

    public override ValueTask DisposeAsync() => redis?.DisposeAsync() ?? ValueTask.CompletedTask;

    private protected override MissionsDbContext Open() => new SharedMissionsDbContext(new DbContextOptionsBuilder<SharedMissionsDbContext>()
        .UseNpgsql(connectionString + ";Pooling=False").Options);

    // The samples name their positions, so the sequences have not moved.
    private protected override async Task AfterLoadingAsync()
    {
        foreach (var table in new[] { "mission_events", "mission_usage", "mission_log_lines" })
            await ExecuteAsync($"select setval(pg_get_serial_sequence('{table}', 'position'), (select max(position) from {table}))");
    }
}

using Corporation.LocalServers;
using Corporation.Sagas.Storage;
using Microsoft.EntityFrameworkCore;

namespace Corporation.Hq.Tests.Querying;

/// <summary>A PostgreSQL that writes the plan of every statement into its log, those of triggers included, and a database of realistic size.</summary>
public sealed class PlannedStore : IAsyncLifetime
{
    private const string EverythingIsPlanned = "session_preload_libraries=auto_explain";

    private PostgreSqlServer? _server;
    private string _database = "";
    private int _filled;

    /// <summary>A dead letter among the oldest missions.</summary>
    public static Guid DeadLetter { get; } = Guid.Parse("019B76DA-ABE8-7000-8000-0000000003E8");

    public string ConnectionString => _server!.ConnectionString(_database);

    public async ValueTask InitializeAsync()
    {
        _server = await PostgreSqlServer.StartAsync(
            [EverythingIsPlanned, "auto_explain.log_min_duration=0", "auto_explain.log_nested_statements=on", "log_destination=stderr"], CancellationToken.None);
        _database = await _server.CreateDatabaseAsync();
        await using (var context = new SharedMissionsDbContext(new DbContextOptionsBuilder<SharedMissionsDbContext>().UseNpgsql(ConnectionString + ";Pooling=False").Options))
            await context.Database.MigrateAsync();

        // 100,000 missions of January 2026, one in each millisecond: nine tenths are done, a hundredth are dead letters. What belongs to them beside it.
        foreach (var fill in new[]
        {
            """
            set auto_explain.log_nested_statements = off;
            insert into missions (mission_id, version, current_state, mission_kind, task, idempotency_key, priority, timeout_seconds, max_retries, retry_delay_seconds,
                attempt, retries_used, round, created_at, updated_at, queued_at, finished_at, factory_id, last_sequence, error_message)
            select (lpad(to_hex((1767225600000 + i) >> 16), 8, '0') || '-' || lpad(to_hex((1767225600000 + i) & 65535), 4, '0')
                    || '-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 1,
                case when i % 1000 = 0 then 'DeadLettered' when i % 10 = 1 then 'Queued' else 'Succeeded' end,
                case when i % 5000 = 0 then 'rare' else 'ghost_work' end, 'say number ' || i, 'key-' || i, 1, 30.0, 1, 1.0, 1, 0, 1,
                (1767225600000 + i) * 1000, (1767225600000 + i) * 1000, (1767225600000 + i) * 1000,
                case when i % 10 = 1 then null else (1767225600000 + i) * 1000 end, case when i % 7000 = 0 then 'small' else 'big' end, 2,
                case when i % 1000 = 0 then 'went wrong' end
            from generate_series(0::bigint, 99999) as n(i)
            """,
            "insert into mission_events (mission_id, sequence, occurred_at, event, actor, attempt) select mission_id, s, created_at, 'submitted', 'api', 0 from missions, generate_series(1, 2) as e(s)",
            "insert into mission_payloads select mission_id, '{}' from missions",
            "insert into mission_results select mission_id, 1, '{}', created_at from missions where current_state = 'Succeeded'",
            "insert into mission_usage (mission_id, attempt, resource, unit, quantity, recorded_at) select mission_id, 1, 'cpu', 's', '1', created_at from missions",
            "insert into mission_log_lines (mission_id, attempt, number, logged_at, level, text) select mission_id, 1, 1, created_at, 'info', 'x' from missions",
            "vacuum analyze",
        })
        {
            await _server.ExecuteAsync(fill, _database);
        }

        _filled = Log().Length;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <summary>Every plan since the database was filled, each with its statement.</summary>
    public IReadOnlyList<string> Plans() =>
        [.. Log()[_filled..].Split("  plan:\n").Skip(1).Select(text => string.Join('\n', text.Split('\n').TakeWhile((line, number) => number == 0 || line.StartsWith('\t'))))];

    private string Log() => _server!.LogTail(int.MaxValue);
}

using Npgsql;

namespace Corporation.FleetBench.History;

/// <summary>
/// Fills an HQ's database with missions that have ended, as they would stand there after ninety days of work. Written by statements of the server's
/// own: going through HQ, ten million events would take hours and give the same rows.
/// </summary>
internal static class HistoryFill
{
    /// <summary>What each mission has.</summary>
    public const int EventsPerMission = 10;

    /// <summary>One of eight words stands in each task.</summary>
    public const string CommonWord = "granite";

    private const int ChunkSize = 20_000;

    // Every third mission has an idempotency key, see below.
    private const int KeyEach = 3;
    private static readonly TimeSpan Span = TimeSpan.FromDays(90);

    // $1 the first number, $2 the one after the last, $3 the time of number 0 and $4 the time between two in microseconds.
    private const string Numbers =
        """
        select i, $3 + i * $4 as at,
               (lpad(to_hex(($3 + i * $4) / 1000 >> 16), 8, '0') || '-' || lpad(to_hex(($3 + i * $4) / 1000 & 65535), 4, '0')
                || '-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid as id,
               case when i % 1000 = 0 then 'DeadLettered' when i % 250 = 1 then 'Failed' when i % 400 = 2 then 'Cancelled' when i % 2000 = 3 then 'Expired'
                    else 'Succeeded' end as state,
               case when i % 50000 = 7 then 'rare_kind' else 'kind_' || i % 12 end as kind,
               'factory-' || i % 40 as factory,
               (array['amber', 'basalt', 'cedar', 'delta', 'ember', 'fjord', 'granite', 'harbour'])[1 + i % 8] as word
        from generate_series($1::bigint, $2::bigint - 1) as n(i)
        """;

    private const string Missions =
        $"""
        insert into missions (mission_id, version, current_state, mission_kind, task, idempotency_key, priority, timeout_seconds, max_retries,
            retry_delay_seconds, attempt, retries_used, round, created_at, updated_at, queued_at, factory_id, started_at, finished_at, last_sequence,
            error_type, error_message)
        select id, 9, state, kind, 'Build ' || word || ' lot ' || i || ' for customer-' || i % 5000, case when i % 3 = 0 then 'order-' || i end,
            i % 10, 600, 3, 5, 1, 0, 1, at, at + 9000000, at, factory, at + 1000000, at + 9000000, 10,
            case when state in ('DeadLettered', 'Failed') then 'exit_code' end,
            case when state in ('DeadLettered', 'Failed') then 'The program ended with exit code ' || i % 7 end
        from ({Numbers}) m
        """;

    private const string Payloads =
        $"""
        insert into mission_payloads (mission_id, context)
        select id, json_build_object('lot', i, 'material', word, 'note', repeat('x', 120))::text from ({Numbers}) m
        """;

    private const string Results =
        $"""
        insert into mission_results (mission_id, attempt, result, recorded_at)
        select id, 1, json_build_object('built', i, 'sha', md5(i::text))::text, at + 9000000 from ({Numbers}) m where state = 'Succeeded'
        """;

    private const string Events =
        $$"""
        insert into mission_events (mission_id, sequence, occurred_at, event, actor, attempt, details)
        select id, s, at + s * 900000,
            case when s = 10 then case state when 'DeadLettered' then 'dead_lettered' else lower(state) end
                 else (array['submitted', 'queued', 'offered', 'claimed', 'started', 'progressed', 'progressed', 'progressed', 'progressed'])[s] end,
            case when s between 4 and 9 then factory else 'hq' end, case when s < 4 then 0 else 1 end,
            case when s between 6 and 9 then '{"percent":' || (s - 5) * 20 || ',"message":"step ' || s || '"}' end
        from ({{Numbers}}) m, generate_series(1, 10) as e(s)
        """;

    /// <summary>Idempotency keys of missions from all over the history.</summary>
    public static string[] SomeKeys(int missions, int count) =>
        [.. Enumerable.Range(0, count).Select(n => $"order-{(long)n * missions / count / KeyEach * KeyEach}").Distinct()];

    /// <summary>Fills it, on two connections side by side, and lets PostgreSQL look at what it has, as its autovacuum would.</summary>
    /// <param name="database">The connection string.</param>
    /// <param name="missions">How many.</param>
    /// <param name="now">When the newest of them were.</param>
    /// <param name="report">Told the number that is there.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task FillAsync(string database, int missions, DateTimeOffset now, Action<int> report, CancellationToken cancellationToken)
    {
        var begin = (now - Span).ToUnixTimeMilliseconds() * 1000;
        var step = (long)(Span.TotalMicroseconds / missions);
        var filled = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, (missions + ChunkSize - 1) / ChunkSize),
            new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken },
            async (chunk, token) =>
            {
                var (first, end) = (chunk * ChunkSize, Math.Min(missions, (chunk + 1) * ChunkSize));
                await using var connection = new NpgsqlConnection(database);
                await connection.OpenAsync(token);
                await using var transaction = await connection.BeginTransactionAsync(token);
                foreach (var sql in (string[])[Missions, Payloads, Results, Events])
                {
                    await using var command = new NpgsqlCommand(sql, connection, transaction) { CommandTimeout = 0 };
                    foreach (var value in (long[])[first, end, begin, step])
                        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = value });
                    await command.ExecuteNonQueryAsync(token);
                }

                await transaction.CommitAsync(token);
                report(Interlocked.Add(ref filled, end - first));
            });

        await using var last = new NpgsqlConnection(database);
        await last.OpenAsync(cancellationToken);
        await using var vacuum = new NpgsqlCommand("vacuum analyze", last) { CommandTimeout = 0 };
        await vacuum.ExecuteNonQueryAsync(cancellationToken);
    }
}

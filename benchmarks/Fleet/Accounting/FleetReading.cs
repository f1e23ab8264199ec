using System.Diagnostics;
using System.Globalization;
using Corporation.FleetBench.Serving;
using Corporation.LocalServers;
using Corporation.TransportBench.Resources;
using Npgsql;

namespace Corporation.FleetBench.Accounting;

/// <summary>What has been spent so far by each part of the fleet.</summary>
/// <param name="Timestamp">When, by <see cref="Stopwatch"/>.</param>
/// <param name="Cpu">CPU time of each part; empty where the system does not tell.</param>
/// <param name="MachineCpu">CPU time of everything on this machine; null where the system does not tell.</param>
/// <param name="Transactions">Commits of the database.</param>
/// <param name="RolledBack">Transactions of the database that were rolled back.</param>
/// <param name="WalBytes">Bytes of the write-ahead log.</param>
/// <param name="WalFlushes">How often the log was flushed to the disk.</param>
/// <param name="Commands">Calls per Redis command.</param>
internal sealed record FleetReading(
    long Timestamp,
    IReadOnlyDictionary<string, TimeSpan> Cpu,
    TimeSpan? MachineCpu,
    long Transactions,
    long RolledBack,
    long WalBytes,
    long WalFlushes,
    CommandCounts Commands)
{
    public const string Client = "client";

    // pg_stat_wal is new in PostgreSQL 14; its counters are gathered by each backend once a second, which a turn of several seconds does not feel.
    private const string ReadCounters =
        """
        select d.xact_commit, d.xact_rollback, pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint, w.wal_sync
        from pg_stat_database d, pg_stat_wal w
        where d.datname = current_database()
        """;

    public static async Task<FleetReading> TakeAsync(FleetUnderTest fleet, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(fleet.Database);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(ReadCounters, connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (commits, rolledBack, walBytes, walFlushes) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
        var commands = CommandCounts.Parse(await fleet.Redis.ExecuteAsync("INFO", "commandstats"));
        return new FleetReading(
            Stopwatch.GetTimestamp(), CpuOf(fleet), ProcessStat.MachineCpu(), commits, rolledBack, walBytes, walFlushes, commands);
    }

    private static Dictionary<string, TimeSpan> CpuOf(FleetUnderTest fleet)
    {
        var cpu = new Dictionary<string, TimeSpan> { [Client] = Environment.CpuUsage.TotalTime };
        foreach (var (name, processes) in Parts(fleet))
        {
            if (processes.Select(ProcessStat.Cpu).Aggregate((TimeSpan?)TimeSpan.Zero, (sum, one) => sum + one) is { } time)
                cpu[name] = time;
        }

        return cpu;
    }

    private static IEnumerable<(string Name, IEnumerable<int> Processes)> Parts(FleetUnderTest fleet)
    {
        yield return ("headquarters", fleet.Headquarters.Select(Id));
        yield return ("factories", fleet.Factories.Select(Id));
        yield return ("PostgreSQL", WithChildren(fleet.PostgreSql.ProcessId));
        yield return ("Redis", [fleet.Redis.ProcessId]);
    }

    private static int Id(LocalServer server) => server.ProcessId;

    // Each connection of PostgreSQL is a process of its own. The writers' connections stay for the whole time; a reader's that is closed meanwhile is lost here.
    private static IEnumerable<int> WithChildren(int parent)
    {
        var children = $"/proc/{parent}/task/{parent}/children";
        return File.Exists(children)
            ? [parent, .. File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))]
            : [parent];
    }
}

using Corporation.FleetChaos.Striking;
using Npgsql;

namespace Corporation.FleetChaos.Running;

/// <summary>Looks into HQ's database, as nobody but a test does. While the server is away it waits for it.</summary>
internal sealed class StoreView(string connectionString) : IAsyncDisposable
{
    /// <summary>What the own connections are called, so that they are not cut with those of HQs.</summary>
    public const string ApplicationName = "chaos";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create($"{connectionString};Application Name={ApplicationName};Timeout=5;Command Timeout=30");

    /// <summary>What a factory holds at this moment.</summary>
    public Task<IReadOnlyList<HeldAttempt>> HeldByAsync(string factoryId, CancellationToken cancellationToken) => AskAsync(
        "select mission_id, attempt, current_state from missions where factory_id = $1 and current_state in ('Claimed', 'Running')",
        row => new HeldAttempt(row.GetGuid(0), row.GetInt32(1), row.GetString(2)),
        cancellationToken,
        factoryId);

    /// <summary>How many missions have not ended.</summary>
    public async Task<long> CountAliveAsync(CancellationToken cancellationToken) => (await AskAsync(
        "select count(*) from missions where current_state not in ('Succeeded', 'Failed', 'DeadLettered', 'Cancelled', 'Expired')",
        row => row.GetInt64(0),
        cancellationToken))[0];

    /// <summary>Runs a query, again as long as the server is away.</summary>
    public async Task<IReadOnlyList<T>> AskAsync<T>(string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken, params object[] values)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await AskOnceAsync(sql, map, cancellationToken, values);
            }
            catch (NpgsqlException) when (TimeProvider.System.GetElapsedTime(begun) < Patience)
            {
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>Runs a query once.</summary>
    public async Task<IReadOnlyList<T>> AskOnceAsync<T>(string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken, params object[] values)
    {
#pragma warning disable CA2100 // The texts are this program's own, the values are parameters.
        await using var command = _database.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(map(reader));
        return rows;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}

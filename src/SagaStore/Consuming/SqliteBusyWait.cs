using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Corporation.SagaStore.Consuming;

/// <summary>
/// Lets SQLite itself wait for the file's lock, by sleeping a few milliseconds at first. The provider alone sleeps for 150 ms each time: two writers
/// that don't take turns would hold each other up for seconds. The provider's own time-out goes on as before.
/// </summary>
internal sealed class SqliteBusyWait : DbConnectionInterceptor
{
    public static SqliteBusyWait Instance { get; } = new();

    private const string Statement = "PRAGMA busy_timeout = 1000";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Statement;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Statement;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

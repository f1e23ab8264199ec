using Corporation.SagaStore.Diagnostics;
using Corporation.SagaStore.Opening;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Corporation.SagaStore.Signalling;

/// <summary>Short messages between the processes that share a database (PostgreSQL's NOTIFY and LISTEN).</summary>
/// <remarks>
/// A hint, no queue: what is sent while nobody listens, or while a listener's connection is broken, is lost. A listener is told when that may have
/// happened.
/// </remarks>
public sealed class StoreChannel
{
    /// <summary>PostgreSQL's limit for one message is just below 8,000 bytes.</summary>
    public const int MaxBytes = 7_900;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource _database;
    private readonly ILogger _logger;

    /// <summary>Creates the channel; nothing is opened yet.</summary>
    /// <param name="database">The store's database.</param>
    /// <param name="loggers">Where lost connections are told.</param>
    public StoreChannel(NpgsqlDataSource database, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(loggers);
        _database = database;
        _logger = loggers.CreateLogger<StoreChannel>();
    }

    /// <summary>Sends a message to whoever listens now, this process included.</summary>
    /// <param name="name">The channel: lower-case letters and underscores.</param>
    /// <param name="message">At most <see cref="MaxBytes"/> in UTF-8.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NpgsqlException">It was not sent.</exception>
    public async Task SendAsync(string name, string message, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select pg_notify($1, $2)", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = name });
        command.Parameters.Add(new NpgsqlParameter { Value = message });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Listens until it is cancelled, over broken connections and restarts of the server.</summary>
    /// <param name="name">The channel.</param>
    /// <param name="received">Gets each message, one after the other. Must not throw.</param>
    /// <param name="mayHaveMissed">Called whenever listening begins, the first time too: what was sent before is not known. Must not throw.</param>
    /// <param name="cancellationToken">Ends it, without an exception.</param>
    public async Task ListenAsync(string name, Action<string> received, Action mayHaveMissed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mayHaveMissed);
        var pause = FirstPause;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await _database.OpenConnectionAsync(cancellationToken);
                connection.Notification += (_, notification) => received(notification.Payload);
                await ListenAsync(connection, name, cancellationToken);
                mayHaveMissed();
                pause = FirstPause;
                while (true)
                    await connection.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (PostgreSqlFailures.IsConnectionLoss(exception) || exception is PostgresException)
            {
                Log.ListeningBroke(_logger, name, pause.TotalMilliseconds, exception.Message);
            }

            await Task.Delay(pause, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static async Task ListenAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // LISTEN takes no parameter; the name is quoted.
        await using var command = new NpgsqlCommand($"listen \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

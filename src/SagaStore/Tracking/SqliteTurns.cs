using System.Collections.Concurrent;
using Corporation.SagaStore.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Tracking;

/// <summary>Lets the writers of this process into a SQLite database one after the other, in the order in which they came.</summary>
internal sealed class SqliteTurns
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <exception cref="StoreUnavailableException">The others took longer than the command timeout.</exception>
    public async Task<IDisposable> TakeAsync(DbContext context, CancellationToken cancellationToken)
    {
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        var patience = TimeSpan.FromSeconds(context.Database.GetCommandTimeout() ?? connection.DefaultTimeout);
        var turn = _turns.GetOrAdd(connection.DataSource, _ => new SemaphoreSlim(1, 1));

        // A command timeout of 0 means none.
        if (!await turn.WaitAsync(patience == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : patience, cancellationToken))
        {
            throw new StoreUnavailableException(
                $"The database {connection.DataSource} was written by other messages of this process for {patience.TotalSeconds} s. Nothing was changed. "
                + "See which behaviour takes so long, or raise the command timeout.",
                null);
        }

        return new Turn(() => turn.Release());
    }

    private sealed class Turn(Action release) : IDisposable
    {
        private Action? _release = release;

        public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
    }
}

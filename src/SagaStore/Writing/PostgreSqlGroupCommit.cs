using System.Data;
using Corporation.SagaStore.Diagnostics;
using Corporation.SagaStore.Mapping;
using Corporation.SagaStore.Opening;
using Npgsql;

namespace Corporation.SagaStore.Writing;

/// <summary>
/// Commits groups of units on one connection of its own, each group in one transaction of two round trips: the changes, the commit.
/// </summary>
/// <remarks>
/// PostgreSQL refuses everything after an error in a transaction, and a savepoint for each unit would cost round trips; so a group with a unit
/// that fails is rolled back and run again without it. Failures are rare, and units have no effects elsewhere.
/// </remarks>
internal sealed class PostgreSqlGroupCommit(
    NpgsqlDataSource database, PostgreSqlRows rows, CommitOutcome outcome, CommitMarker marker, Contributions contributions, CancellationToken stopping)
    : IGroupCommit, IDisposable
{
    /// <summary>How often a group that collides with others is run again before its units are told.</summary>
    private const int MostCollisions = 40;

    /// <summary>
    /// Locks are held for one flush, so who waits longer most likely waits in a circle. PostgreSQL itself looks for circles only after a second
    /// (<c>deadlock_timeout</c>, which only a superuser may change).
    /// </summary>
    private const string BoundLockWaits = "set lock_timeout = '250ms'";

    private static readonly TimeSpan LongestCollisionPause = TimeSpan.FromMilliseconds(50);

    private readonly PostgreSqlWriteSession _session = new(rows);
    private readonly List<IWriteUnit> _done = [];
    private NpgsqlConnection? _connection;

    public void Commit(List<IWriteUnit> units)
    {
        try
        {
            var left = new List<IWriteUnit>(units);
            var (collisions, wasReconnected, mayAdd) = (0, false, true);
            while (left.Count > 0)
            {
                if (TryCommit(left, mayAdd) is not { } refusal)
                    return;

                if (refusal is UnitFailedException failed)
                {
                    var why = PostgreSqlFailures.Translate(failed.Failure, outcome.StoreName);
                    if (contributions.Contains(failed.Unit))
                    {
                        contributions.DropAll(why);
                        mayAdd = false;
                        continue;
                    }

                    contributions.Renew();
                    left.Remove(failed.Unit);
                    CommitOutcome.Failed(failed.Unit, why);
                    continue;
                }

                // What was added must not be in the way of the group's own a second time.
                var hadAdditions = contributions.DropAll(refusal);
                mayAdd = false;
                switch (refusal)
                {
                    case var collision when PostgreSqlFailures.IsCollision(collision) && ++collisions < MostCollisions:
                        StoreMetrics.Collisions.Add(1);
#pragma warning disable CA5394 // Jitter is no secret.
                        stopping.WaitHandle.WaitOne(LongestCollisionPause * Random.Shared.NextDouble());
#pragma warning restore CA5394
                        break;
                    case var loss when PostgreSqlFailures.IsConnectionLoss(loss) && !wasReconnected:
                        // A server that was restarted leaves a dead connection behind; whether it is there, a fresh one tells.
                        wasReconnected = true;
                        break;
                    case var _ when hadAdditions:
                        // Perhaps it was theirs.
                        break;
                    case var failure:
                        outcome.Refused(left, PostgreSqlFailures.Translate(failure, outcome.StoreName), failure);
                        return;
                }
            }
        }
        catch (StoreUnavailableException doubt)
        {
            contributions.DropAll(doubt);
            contributions.Complete();
            outcome.Refused(_done, doubt, doubt);
        }
#pragma warning disable CA1031 // The writer's outermost frame: whatever happens, no caller may wait for ever and the loop goes on.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            DropConnection();
            _session.Abandon();
            outcome.Broke(units, fault);
        }
        finally
        {
            contributions.Abandon();
        }
    }

    public void Dispose() => DropConnection();

    /// <summary>Says good-bye to the server, if it is there.</summary>
    public void Close()
    {
        try
        {
            if (_connection is { State: ConnectionState.Open })
                marker.Remove(_connection);
        }
        catch (Exception exception) when (PostgreSqlFailures.IsConnectionLoss(exception))
        {
            // Whoever prepares the store next removes what is old.
        }
        finally
        {
            DropConnection();
        }
    }

    private NpgsqlConnection Connect()
    {
        var connection = PostgreSqlConnecting.Open(database);
        using var command = new NpgsqlCommand(BoundLockWaits, connection);
        command.ExecuteNonQuery();
        return connection;
    }

    private void DropConnection()
    {
        _connection?.Dispose();
        _connection = null;
    }

    /// <summary>Runs and commits; units that failed without touching the transaction have their answer and are out of <paramref name="left"/>.</summary>
    /// <returns>Null when it is committed; else why not, and nothing was changed.</returns>
    private Exception? TryCommit(List<IWriteUnit> left, bool mayAdd)
    {
        _done.Clear();
        var committing = false;
        try
        {
            // Its keep-alive may have found it dead meanwhile.
            if (_connection is { State: not ConnectionState.Open })
                DropConnection();
            var connection = _connection ??= Connect();
            using var transaction = connection.BeginTransaction();
            _session.Open(connection, transaction, marker.Next());
            RunAll(left);
            if (mayAdd)
                RunAdded();
            _session.Flush();
            committing = true;
            transaction.Commit();
        }
        catch (Exception exception) when (exception is UnitFailedException or NpgsqlException or IOException or TimeoutException or System.Net.Sockets.SocketException)
        {
            if (PostgreSqlFailures.IsConnectionLoss(exception))
                DropConnection();

            // A refusal is an answer: the server has rolled back. Silence is not.
            if (!committing || exception is PostgresException server && !PostgreSqlFailures.IsConnectionLoss(server) || !WasCommitted(exception))
            {
                _session.Abandon();
                return exception;
            }
        }

        outcome.Succeeded(_done, _session.Close());
        contributions.Complete();
        return null;
    }

    private void RunAll(List<IWriteUnit> left)
    {
        foreach (var unit in left.ToArray())
        {
            if (_session.Run(unit) is not { } failure)
            {
                _done.Add(unit);
                continue;
            }

            left.Remove(unit);
            CommitOutcome.Failed(unit, failure);
        }
    }

    private void RunAdded()
    {
        foreach (var unit in contributions.Gather(_session.Inserted))
        {
            if (_session.Run(unit) is { } failure)
                contributions.Drop(unit, failure);
        }
    }

    /// <summary>The connection broke while the server committed. Only the server knows whether it had.</summary>
    private bool WasCommitted(Exception loss)
    {
        if (!_session.WasSent)
            return false;

        outcome.InDoubt(loss, _done.Count);
        var wasCommitted = marker.WasCommitted();
        outcome.DoubtResolved(wasCommitted);
        return wasCommitted;
    }
}

using System.Threading.Channels;
using Corporation.SagaStore.Health;

namespace Corporation.SagaStore.Writing;

/// <summary>The queue of units and the threads that empty it, each with a connection of its own.</summary>
/// <remarks>Threads and not tasks: a flush blocks, and must not hold one of the pool's few threads.</remarks>
internal sealed class QueuedWriter(int maxUnitsPerCommit, string storeName, StoreHealth health) : IStoreWriter
{
    /// <summary>Units that may wait, in groups: enough that the writer never runs dry, few enough that a stalled disk is felt early.</summary>
    private const int GroupsQueued = 4;

    private readonly Channel<IWriteUnit> _queue = Channel.CreateBounded<IWriteUnit>(
        new BoundedChannelOptions(GroupsQueued * maxUnitsPerCommit));

    // A thread that waits for a task spins before it sleeps, at a cost that a small machine feels; one that waits for a pulse just sleeps.
    private readonly object _wake = new();
    private bool _isStopped;
    private Thread[] _threads = [];

    public Task<TResult> WriteAsync<TResult>(Func<IWriteSession, TResult> unit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(unit);
        cancellationToken.ThrowIfCancellationRequested();
        if (_threads.Length == 0)
            throw new InvalidOperationException($"The store {storeName} has not been opened. Start the host, or call IStoreStartup.PrepareAsync first.");

        var queued = new WriteUnit<TResult>(unit);
        health.Queued();
        if (!_queue.Writer.TryWrite(queued))
            return WaitForRoomAsync(queued, cancellationToken);

        Wake();
        queued.GiveUpOn(cancellationToken);
        return queued.Task;
    }

    /// <summary>Starts a thread for each of <paramref name="commits"/>.</summary>
    public void Start(params IReadOnlyList<IGroupCommit> commits)
    {
        _threads = [.. commits.Select(commit => new Thread(() => Run(commit)) { Name = "store writer", IsBackground = true })];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>Takes nothing more, finishes what is queued. May be called again.</summary>
    public void Stop()
    {
        _queue.Writer.TryComplete();
        lock (_wake)
        {
            _isStopped = true;
            Monitor.PulseAll(_wake);
        }

        foreach (var thread in _threads)
            thread.Join();
    }

    private async Task<TResult> WaitForRoomAsync<TResult>(WriteUnit<TResult> unit, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Writer.WriteAsync(unit, cancellationToken);
        }
        catch (Exception exception)
        {
            health.Left(1);
            if (exception is not ChannelClosedException)
                throw;
            throw new StoreUnavailableException($"The store {storeName} has been stopped, because the process is ending. Nothing was changed.", null);
        }

        Wake();
        unit.GiveUpOn(cancellationToken);
        return await unit.Task;
    }

    private void Run(IGroupCommit commits)
    {
        var group = new List<IWriteUnit>(maxUnitsPerCommit);
        while (WaitForUnits())
        {
            // Its share of what waits: while there is little, the threads commit side by side; the more waits, the more shares one commit.
            var share = Math.Clamp((_queue.Reader.Count + _threads.Length - 1) / _threads.Length, 1, maxUnitsPerCommit);
            var taken = 0;
            while (group.Count < share && _queue.Reader.TryRead(out var unit))
            {
                taken++;
                if (unit.TryBegin())
                    group.Add(unit);
            }

            if (group.Count > 0)
                commits.Commit(group);
            group.Clear();
            health.Left(taken);
        }
    }

    /// <returns>False when there is nothing left and nothing will come.</returns>
    private bool WaitForUnits()
    {
        lock (_wake)
        {
            while (_queue.Reader.Count == 0)
            {
                if (_isStopped)
                    return false;
                Monitor.Wait(_wake);
            }

            return true;
        }
    }

    private void Wake()
    {
        lock (_wake)
            Monitor.Pulse(_wake);
    }
}

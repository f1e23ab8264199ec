using System.Threading.Channels;
using Corporation.SagaStore.Health;

namespace Corporation.SagaStore.Writing;

/// <summary>The queue of units and the thread that empties it.</summary>
internal sealed class SqliteWriter(int maxUnitsPerCommit, string storeName, StoreHealth health) : IStoreWriter
{
    /// <summary>Units that may wait, in groups: enough that the writer never runs dry, few enough that a stalled disk is felt early.</summary>
    private const int GroupsQueued = 4;

    private readonly Channel<IWriteUnit> _queue = Channel.CreateBounded<IWriteUnit>(
        new BoundedChannelOptions(GroupsQueued * maxUnitsPerCommit) { SingleReader = true });

    private Thread? _thread;

    public Task<TResult> WriteAsync<TResult>(Func<IWriteSession, TResult> unit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(unit);
        cancellationToken.ThrowIfCancellationRequested();
        if (_thread is null)
            throw new InvalidOperationException($"The store {storeName} has not been opened. Start the host, or call IStoreStartup.Prepare first.");

        var queued = new WriteUnit<TResult>(unit);
        health.Queued();
        if (!_queue.Writer.TryWrite(queued))
            return WaitForRoomAsync(queued, cancellationToken);

        queued.GiveUpOn(cancellationToken);
        return queued.Task;
    }

    public void Start(GroupCommit commits)
    {
        // A thread of its own: a flush blocks, and must not hold one of the pool's few threads.
        _thread = new Thread(() => Run(commits)) { Name = "store writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Takes nothing more, finishes what is queued. May be called again.</summary>
    public void Stop()
    {
        _queue.Writer.TryComplete();
        _thread?.Join();
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

        unit.GiveUpOn(cancellationToken);
        return await unit.Task;
    }

    private void Run(GroupCommit commits)
    {
        var group = new List<IWriteUnit>(maxUnitsPerCommit);
        while (WaitForUnits())
        {
            var taken = 0;
            while (group.Count < maxUnitsPerCommit && _queue.Reader.TryRead(out var unit))
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

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "VSTHRD002", Justification = "The thread has nothing else to do and no context to block.")]
    private bool WaitForUnits()
    {
        var waiting = _queue.Reader.WaitToReadAsync();
        return waiting.IsCompletedSuccessfully ? waiting.Result : waiting.AsTask().GetAwaiter().GetResult();
    }
}

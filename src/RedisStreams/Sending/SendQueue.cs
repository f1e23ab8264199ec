namespace Corporation.RedisStreams.Sending;

/// <summary>
/// Gathers messages into batches without waiting for any: who finds a free batch goes at once, and while all are on their way the others
/// gather for the next.
/// </summary>
internal sealed class SendQueue
{
    private readonly Func<SendBatch, Task> _send;
    private readonly int _batches;
    private readonly Lock _gate = new();
    private readonly Queue<PendingSend> _waiting = new();
    private readonly Stack<SendBatch> _free;
    private TaskCompletionSource? _drained;

    /// <param name="send">Sends a batch and gives each of its messages an outcome. A failure is given to those that have none.</param>
    /// <param name="batches">How many may be on their way at once.</param>
    public SendQueue(Func<SendBatch, Task> send, int batches)
    {
        _send = send;
        _batches = batches;
        _free = new Stack<SendBatch>(Enumerable.Range(0, batches).Select(_ => new SendBatch()));
    }

    /// <param name="message">Not changed by the caller until it has its outcome.</param>
    /// <param name="timeout">How long its durability may take; zero where none is asked for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<SendOutcome> SubmitAsync(OutgoingMessage message, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var pending = new PendingSend(message, timeout, cancellationToken);
        SendBatch? batch;
        lock (_gate)
        {
            _waiting.Enqueue(pending);
            if (_free.TryPop(out batch))
                FillUnderLock(batch);
        }

        // Not awaited: it carries messages of many callers, and each waits for its own. DrainAsync waits for all.
        if (batch is not null)
            _ = FlyAsync(batch);
        return pending.Outcome;
    }

    /// <summary>Ends when nothing waits and nothing is on its way.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
        {
            if (_free.Count == _batches)
                return Task.CompletedTask;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    private async Task FlyAsync(SendBatch batch)
    {
        do
        {
            var isWritten = false;
            try
            {
                batch.Write();
                if (batch.Count > 0)
                    await _send(batch);
                isWritten = true;
            }
            catch (Exception exception) // Whatever it is, the callers must hear of it, and the batch must come back.
            {
                batch.End(exception);
            }

            batch.Reset(isWritten);
        }
        while (Refill(batch));
    }

    private bool Refill(SendBatch batch)
    {
        lock (_gate)
        {
            FillUnderLock(batch);
            if (batch.Count > 0)
                return true;

            _free.Push(batch);
            if (_free.Count == _batches)
            {
                _drained?.SetResult();
                _drained = null;
            }

            return false;
        }
    }

    private void FillUnderLock(SendBatch batch)
    {
        while (_waiting.TryPeek(out var next) && batch.TryAdd(next))
            _waiting.Dequeue();
    }
}

namespace Corporation.RedisStreams.Receiving;

/// <summary>
/// The contexts of the messages that are being consumed. They are linked to each other, so that keeping them costs no memory.
/// </summary>
internal sealed class RunningContexts
{
    private readonly Lock _gate = new();
    private StreamsReceiveContext? _first;

    public void Add(StreamsReceiveContext context)
    {
        lock (_gate)
        {
            context.NextRunning = _first;
            if (_first is not null)
                _first.PreviousRunning = context;
            _first = context;
        }
    }

    public void Remove(StreamsReceiveContext context)
    {
        lock (_gate)
        {
            if (context.PreviousRunning is { } previous)
                previous.NextRunning = context.NextRunning;
            else
                _first = context.NextRunning;
            if (context.NextRunning is { } next)
                next.PreviousRunning = context.PreviousRunning;
            (context.PreviousRunning, context.NextRunning) = (null, null);
        }
    }

    /// <summary>Tells every consumer that runs to give up.</summary>
    public void CancelAll()
    {
        var running = new List<StreamsReceiveContext>();
        lock (_gate)
        {
            for (var context = _first; context is not null; context = context.NextRunning)
                running.Add(context);
        }

        foreach (var context in running)
            context.LeaseLost();
    }
}

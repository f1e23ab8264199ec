using System.Diagnostics;

namespace Corporation.TransportBench.Accounting;

/// <summary>Where the consumers of one transport bring what they received.</summary>
internal sealed class Reception
{
    private volatile MessageLedger? _ledger;
    private volatile Task _gate = Task.CompletedTask;
    private TaskCompletionSource? _closed;
    private long _strays;
    private long _bodyBytes;

    /// <summary>Messages that belong to no turn that is going on: they came twice, or after they were given up as lost.</summary>
    public long Strays => Interlocked.Read(ref _strays);

    /// <summary>Size of one body on the wire, 0 as long as none was seen.</summary>
    public long BodyBytes
    {
        get => Interlocked.Read(ref _bodyBytes);
        set => Interlocked.Exchange(ref _bodyBytes, value);
    }

    /// <summary>Consumers wait for it before they take a message; ended as long as the reception is open.</summary>
    public Task Gate => _gate;

    public void Expect(MessageLedger ledger) => _ledger = ledger;

    /// <summary>Lets consumers wait, so that messages pile up in the broker.</summary>
    public void CloseGate()
    {
        _closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _gate = _closed.Task;
    }

    public void OpenGate()
    {
        _gate = Task.CompletedTask;
        _closed?.TrySetResult();
    }

    public void Deliver(int run, int sequence)
    {
        var now = Stopwatch.GetTimestamp();
        var ledger = _ledger;
        if (ledger is null || ledger.Run != run || !ledger.TryConsume(sequence, now))
            Interlocked.Increment(ref _strays);
    }
}

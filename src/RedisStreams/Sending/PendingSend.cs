using System.Threading.Tasks.Sources;

namespace Corporation.RedisStreams.Sending;

/// <summary>A message on its way, and the caller that waits for what becomes of it.</summary>
/// <remarks>A value task source instead of a task completion source: one object less for every message.</remarks>
internal sealed class PendingSend : IValueTaskSource<SendOutcome>
{
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _registration;

    // Callers go on elsewhere: they must not hold up the batch that answers them.
    private ManualResetValueTaskSourceCore<SendOutcome> _source = new() { RunContinuationsAsynchronously = true };
    private int _ended;

    public PendingSend(OutgoingMessage message, TimeSpan timeout, CancellationToken cancellationToken)
    {
        (Message, Timeout) = (message, timeout);
        _cancellationToken = cancellationToken;
        if (cancellationToken.CanBeCanceled)
            _registration = cancellationToken.UnsafeRegister(static pending => ((PendingSend)pending!).Cancel(), this);
    }

    public OutgoingMessage Message { get; }

    /// <summary>How long its durability may take; zero where none is asked for.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>Whether its caller has gone: there is no point in sending it any more.</summary>
    public bool IsEnded => Volatile.Read(ref _ended) != 0;

    public ValueTask<SendOutcome> Outcome => new(this, _source.Version);

    public void End(in SendOutcome outcome)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        _registration.Dispose();
        _source.SetResult(outcome);
    }

    SendOutcome IValueTaskSource<SendOutcome>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<SendOutcome>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<SendOutcome>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Cancel()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
            _source.SetException(new OperationCanceledException(_cancellationToken));
    }
}

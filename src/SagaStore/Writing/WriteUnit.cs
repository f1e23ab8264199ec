namespace Corporation.SagaStore.Writing;

/// <summary>One unit on its way through the queue: waits, begins or is given up, ends.</summary>
internal interface IWriteUnit
{
    /// <summary>Takes the unit out of its caller's hands; false when the caller has given up.</summary>
    bool TryBegin();

    void Run(IWriteSession session);

    void Complete();

    void Fail(Exception exception);

    /// <summary>Nothing came of it, by no fault of its own.</summary>
    void Abandon();
}

internal sealed class WriteUnit<TResult>(Func<IWriteSession, TResult> work)
    : TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously), IWriteUnit
{
    private const int Waiting = 0;
    private const int Begun = 1;
    private const int GivenUp = 2;

    private int _stage;
    private TResult? _result;
    private CancellationTokenRegistration _registration;

    public void GiveUpOn(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
            _registration = cancellationToken.UnsafeRegister(static (unit, token) => ((WriteUnit<TResult>)unit!).GiveUp(token), this);
    }

    public bool TryBegin() => Interlocked.CompareExchange(ref _stage, Begun, Waiting) == Waiting;

    public void Run(IWriteSession session) => _result = work(session);

    public void Complete()
    {
        _registration.Unregister();
        TrySetResult(_result!); // Run has set it: a unit completes only after its commit.
    }

    public void Fail(Exception exception)
    {
        _registration.Unregister();
        TrySetException(exception);
    }

    public void Abandon()
    {
        _registration.Unregister();
        TrySetCanceled();
    }

    private void GiveUp(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _stage, GivenUp, Waiting) == Waiting)
            TrySetCanceled(cancellationToken);
    }
}

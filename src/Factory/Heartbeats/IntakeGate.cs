using Corporation.Contracts.Fleet;
using Corporation.Factory.Settings;
using Microsoft.Extensions.Options;

namespace Corporation.Factory.Heartbeats;

/// <summary>Whether the factory takes new missions: what HQ told it, whether its process ends, and whether it has room for one more of any kind.</summary>
internal sealed class IntakeGate(IOptions<FactoryOptions> options)
{
    private readonly Lock _gate = new();
    private readonly int _most = options.Value.MaxConcurrency ?? int.MaxValue;
    private FactoryMode _mode = FactoryMode.Active;
    private long _revision = -1;
    private int _taken;
    private bool _isClosed;
    private TaskCompletionSource _freed = NewSignal();

    /// <summary>Raised after <see cref="IsOpen"/> or <see cref="Mode"/> may have changed; never with the lock held.</summary>
    public event Action? Changed;

    /// <summary>What HQ told it.</summary>
    public FactoryMode Mode
    {
        get
        {
            lock (_gate)
                return _mode;
        }
    }

    /// <summary>Why.</summary>
    public string? Reason { get; private set; }

    /// <summary>Whether an offer from the queue of a kind may be taken.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate)
                return !_isClosed && _mode is FactoryMode.Active && _taken < _most;
        }
    }

    /// <summary>Why it is not open, for the log.</summary>
    public string Hindrance
    {
        get
        {
            lock (_gate)
                return _isClosed ? "this factory's process ends" : _mode is FactoryMode.Active ? "this factory is full" : $"this factory is {_mode.ToString().ToLowerInvariant()}";
        }
    }

    /// <summary>Closes it for good, whatever HQ says: the process ends.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_isClosed)
                return;
            _isClosed = true;
        }

        Changed?.Invoke();
    }

    /// <summary>Obeys, unless a newer order was obeyed before.</summary>
    public Obedience Obey(FactoryMode mode, string? reason, long revision)
    {
        lock (_gate)
        {
            if (revision < _revision)
                return Obedience.Overtaken;
            _revision = revision;
            Reason = reason;
            if (_mode == mode)
                return Obedience.Same;
            _mode = mode;
        }

        Changed?.Invoke();
        return Obedience.Changed;
    }

    /// <summary>Takes room for an attempt, if the gate is open; <see cref="Leave"/> gives it back.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_isClosed || _mode is not FactoryMode.Active || _taken >= _most)
                return false;
            _taken++;
            if (_taken < _most)
                return true;
        }

        Changed?.Invoke();
        return true;
    }

    /// <summary>The same for what HQ chose this factory for, whatever it was told; waits until there is room.</summary>
    public async Task EnterPlacedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task freed;
            var isFull = false;
            lock (_gate)
            {
                if (_taken < _most)
                {
                    _taken++;
                    isFull = _taken == _most;
                    freed = Task.CompletedTask;
                }
                else
                {
                    freed = _freed.Task;
                }
            }

            if (freed.IsCompleted)
            {
                if (isFull)
                    Changed?.Invoke();
                return;
            }

            await freed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Leave()
    {
        TaskCompletionSource freed;
        bool wasFull;
        lock (_gate)
        {
            wasFull = _taken == _most;
            _taken--;
            freed = _freed;
            _freed = NewSignal();
        }

        freed.TrySetResult();
        if (wasFull)
            Changed?.Invoke();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

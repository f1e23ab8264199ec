namespace Corporation.RedisStreams.Receiving;

/// <summary>
/// Deliveries that wait to be acknowledged, and when that is to be done: at once, or a moment later together with those that come meanwhile.
/// </summary>
internal sealed class AcknowledgementQueue : IDisposable
{
    /// <summary>So many are not made to wait for more.</summary>
    public const int Enough = 16;

    private static readonly TimeSpan LongestGathering = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly AsyncSignal _signal;
    private readonly ITimer _timer;
    private List<Delivery> _waiting;
    private bool _gathers;
    private bool _isDue;

    public AcknowledgementQueue(int capacity, TimeProvider time)
    {
        _waiting = new List<Delivery>(capacity);
        _signal = new AsyncSignal(time);
        _timer = time.CreateTimer(static queue => ((AcknowledgementQueue)queue!).SendNow(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether acknowledgements wait for others.</summary>
    public void Gather(bool gathers)
    {
        lock (_gate)
        {
            if (_gathers == gathers)
                return;
            _gathers = gathers;
        }

        if (!gathers)
            SendNow();
    }

    public void Add(Delivery delivery)
    {
        lock (_gate)
        {
            _waiting.Add(delivery);
            if (_gathers && _waiting.Count < Enough)
            {
                if (_waiting.Count == 1)
                    _timer.Change(LongestGathering, Timeout.InfiniteTimeSpan);
                return;
            }

            _isDue = true;
        }

        _signal.Set();
    }

    /// <summary>Whatever waits, waits no longer.</summary>
    public void SendNow()
    {
        lock (_gate)
            _isDue = _waiting.Count > 0;
        _signal.Set();
    }

    /// <summary>Returns when there may be something to take.</summary>
    public ValueTask WaitAsync() => _signal.WaitAsync();

    /// <summary>Takes what waits, if it is time.</summary>
    /// <param name="batch">Empty; the other list afterwards.</param>
    public bool TryTake(ref List<Delivery> batch)
    {
        lock (_gate)
        {
            if (!_isDue)
                return false;
            (_waiting, batch, _isDue) = (batch, _waiting, false);
            return true;
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _signal.Dispose();
    }
}

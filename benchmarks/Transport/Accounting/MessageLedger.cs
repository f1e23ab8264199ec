namespace Corporation.TransportBench.Accounting;

/// <summary>
/// Accounts for every message of one turn: which were handed out, confirmed, consumed, and when. Safe for all threads at once.
/// </summary>
internal sealed class MessageLedger
{
    private const int NotSealed = -1;

    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool[] _confirmed;
    private readonly long[] _consumedAt;
    private int _handedOut;
    private int _failed;
    private Exception? _firstError;
    private int _consumed;
    private int _duplicates;
    private int _expected = NotSealed;

    /// <param name="run">Tells the messages of this turn from those of any other.</param>
    /// <param name="capacity">The most messages that the turn may have.</param>
    public MessageLedger(int run, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Run = run;
        _confirmed = new bool[capacity];
        _consumedAt = new long[capacity];
    }

    public int Run { get; }

    public int HandedOut => Math.Min(Volatile.Read(ref _handedOut), _consumedAt.Length);

    /// <summary>Different messages consumed so far.</summary>
    public int Consumed => Volatile.Read(ref _consumed);

    /// <summary>Ends when every message that was handed out has been consumed, and never before <see cref="Seal"/>.</summary>
    public Task Complete => _complete.Task;

    /// <summary>Hands out the next sequence number; false when the turn has had all of its messages.</summary>
    public bool TryHandOut(out int sequence)
    {
        sequence = Interlocked.Increment(ref _handedOut) - 1;
        return sequence < _consumedAt.Length;
    }

    /// <summary>The transport has taken the message over: from here on it must not lose it.</summary>
    public void Confirm(int sequence) => Volatile.Write(ref _confirmed[sequence], true);

    /// <summary>The publish failed; the message may arrive or not.</summary>
    public void Fail(Exception exception)
    {
        Interlocked.Increment(ref _failed);
        Interlocked.CompareExchange(ref _firstError, exception, null);
    }

    /// <summary>Why the first publish failed, null when none did.</summary>
    public Exception? FirstError => Volatile.Read(ref _firstError);

    /// <param name="sequence">As it came with the message.</param>
    /// <param name="timestamp">A <see cref="System.Diagnostics.Stopwatch"/> timestamp, never 0.</param>
    /// <returns>False when no message of this turn has that number.</returns>
    public bool TryConsume(int sequence, long timestamp)
    {
        if (sequence < 0 || sequence >= _consumedAt.Length)
            return false;

        if (Interlocked.CompareExchange(ref _consumedAt[sequence], timestamp, 0) != 0)
        {
            Interlocked.Increment(ref _duplicates);
            return true;
        }

        if (Interlocked.Increment(ref _consumed) == Volatile.Read(ref _expected))
            _complete.TrySetResult();
        return true;
    }

    /// <summary>No more messages are handed out; the last one to be consumed ends <see cref="Complete"/>.</summary>
    public void Seal()
    {
        // A full fence: either this thread sees the last consumption, or that one sees the seal.
        Interlocked.Exchange(ref _expected, HandedOut);
        if (Consumed == HandedOut)
            _complete.TrySetResult();
    }

    /// <summary>When the message was first consumed, 0 when it was not.</summary>
    public long ConsumedAt(int sequence) => Volatile.Read(ref _consumedAt[sequence]);

    /// <summary>When each message was first consumed, in order of time; those that were not are left out.</summary>
    public long[] TimesOfConsumption()
    {
        var times = _consumedAt.Where(time => time != 0).ToArray();
        Array.Sort(times);
        return times;
    }

    /// <summary>When the last one was consumed, 0 when none was.</summary>
    public long LastConsumption() => _consumedAt.Max();

    public TurnAccount Account()
    {
        var confirmed = 0;
        var lost = 0;
        for (var sequence = 0; sequence < HandedOut; sequence++)
        {
            if (!Volatile.Read(ref _confirmed[sequence]))
                continue;

            confirmed++;
            if (ConsumedAt(sequence) == 0)
                lost++;
        }

        return new TurnAccount(confirmed, Consumed, lost, Volatile.Read(ref _duplicates), Volatile.Read(ref _failed));
    }
}

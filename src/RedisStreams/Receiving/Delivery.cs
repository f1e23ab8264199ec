using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Protocol;

namespace Corporation.RedisStreams.Receiving;

/// <summary>One entry, handed to this consumer under a lease. It is settled once: the first way wins, later ones do nothing.</summary>
internal sealed class Delivery
{
    private readonly Settler _settler;
    private CancellationTokenSource? _leaseLost;
    private ILeaseHolder? _holder;
    private volatile int _state;

    internal Delivery(Settler settler, Lane lane, EntryId entryId, int deliveryCount, int redeliveryCount) =>
        (_settler, Lane, EntryId, DeliveryCount, RedeliveryCount) = (settler, lane, entryId, deliveryCount, redeliveryCount);

    /// <summary>The body, all its own; null when the entry has none and so is no message.</summary>
    public byte[]? Body { get; internal set; }

    public string? ContentType { get; internal set; }

    public Guid? MessageId { get; internal set; }

    /// <summary>The transport headers: one JSON object as UTF-8. Null when there are none.</summary>
    public byte[]? Headers { get; internal set; }

    public string? PartitionKey { get; internal set; }

    public string? RoutingKey { get; internal set; }

    /// <summary>When the entry expires, in Unix milliseconds of the server's clock. Null when never.</summary>
    public long? ExpiresMs { get; internal set; }

    public Lane Lane { get; }

    public EntryId EntryId { get; }

    public EntryPlace Place => new(Lane, EntryId);

    /// <summary>How often the entry was delivered without being settled, this time included: from 1.</summary>
    public int DeliveryCount { get; }

    /// <summary>How often the entry was delayed on purpose before (<see cref="DelayAsync"/>): from 0.</summary>
    public int RedeliveryCount { get; }

    /// <summary>When the entry was sent, by the server's clock.</summary>
    public DateTimeOffset EnqueuedAt => DateTimeOffset.FromUnixTimeMilliseconds(EntryId.Milliseconds);

    /// <summary>Cancelled when another consumer may have the entry: whoever handles it should stop.</summary>
    public CancellationToken LeaseLost
    {
        get
        {
            if (_leaseLost is null)
            {
                Interlocked.CompareExchange(ref _leaseLost, new CancellationTokenSource(), null);
                if (State == DeliveryState.Lost)
                    CancelLease();
            }

            return _leaseLost.Token;
        }
    }

    /// <summary>
    /// Who handles it and wants to be told when <see cref="LeaseLost"/> fires, without the cost of a token for each message.
    /// </summary>
    internal ILeaseHolder? Holder
    {
        get => Volatile.Read(ref _holder);
        set
        {
            Volatile.Write(ref _holder, value);
            if (State == DeliveryState.Lost)
                CancelLease();
        }
    }

    internal DeliveryState State => (DeliveryState)_state;

    // Links of the lists that it is in, so that neither needs memory of its own.
    internal Delivery? NextHeld { get; set; }

    internal Delivery? PreviousHeld { get; set; }

    internal Delivery? NextReady { get; set; }

    internal Delivery? NextOfKey { get; set; }

    /// <summary>Acknowledges the entry with the next batch; doesn't wait for it.</summary>
    /// <returns>False when it was settled already, or its lease is lost.</returns>
    public bool Complete()
    {
        if (!TryEnter(DeliveryState.Completing))
            return false;
        _settler.Acknowledge(this);
        return true;
    }

    /// <summary>Moves the entry to another queue, with other headers.</summary>
    /// <param name="target">Made when it is missing.</param>
    /// <param name="headersJson">One JSON object; empty for no headers.</param>
    /// <returns>False when it was settled already, or its lease is lost.</returns>
    /// <exception cref="StackExchange.Redis.RedisException">The server couldn't; the entry may be settled another way.</exception>
    public Task<bool> MoveAsync(QueueName target, string headersJson) => SettleAsync(() => _settler.MoveAsync(this, target, headersJson));

    /// <summary>
    /// Holds the entry back for a while; then it is delivered again, to any consumer, as the first delivery of its redelivery.
    /// </summary>
    /// <param name="delay">From now on.</param>
    /// <param name="redeliveryCount">What <see cref="RedeliveryCount"/> will be.</param>
    /// <returns>False when it was settled already, or its lease is lost.</returns>
    /// <exception cref="StackExchange.Redis.RedisException">The server couldn't; the entry may be settled another way.</exception>
    public Task<bool> DelayAsync(TimeSpan delay, int redeliveryCount) =>
        SettleAsync(() => _settler.HoldAsync(this, new Holding(delay, DeliveriesWhileHeld: 0, redeliveryCount)));

    /// <summary>Gives the entry back at once as if it had not been delivered.</summary>
    /// <returns>False when it was settled already, or its lease is lost.</returns>
    /// <exception cref="StackExchange.Redis.RedisException">The server couldn't; the entry may be settled another way.</exception>
    public Task<bool> ReleaseAsync() => SettleAsync(() => _settler.HoldAsync(this, Holding.Untouched(this)));

    /// <summary>Gives the entry back after a failure: the delivery counts.</summary>
    internal Task<bool> RetryAsync(TimeSpan delay) =>
        SettleAsync(() => _settler.HoldAsync(this, new Holding(delay, DeliveryCount, RedeliveryCount: null)));

    /// <returns>False when it is being settled already, which then is what counts.</returns>
    internal bool TryEnter(DeliveryState state) =>
        Interlocked.CompareExchange(ref _state, (int)state, (int)DeliveryState.Open) == (int)DeliveryState.Open;

    /// <summary>A step that failed may be followed by another one.</summary>
    internal void Reopen() => _state = (int)DeliveryState.Open;

    internal void MarkSettled() => _state = (int)DeliveryState.Settled;

    /// <summary>The server says that we don't have the entry any more.</summary>
    /// <returns>False when it is being settled already: the answer to that is what counts.</returns>
    internal bool TryLose()
    {
        if (!TryEnter(DeliveryState.Lost))
            return false;
        CancelLease();
        return true;
    }

    /// <summary>The server refused to settle it.</summary>
    internal void MarkRefused()
    {
        Interlocked.Exchange(ref _state, (int)DeliveryState.Lost);
        CancelLease();
    }

    // On the pool: what hangs on the token is not ours, and must not hold up or break the loop that found out.
    private void CancelLease()
    {
        _ = _leaseLost?.CancelAsync();
        if (Holder is { } holder)
            ThreadPool.UnsafeQueueUserWorkItem(static holder => holder.LeaseLost(), holder, preferLocal: false);
    }

    private async Task<bool> SettleAsync(Func<Task<bool>> step)
    {
        if (!TryEnter(DeliveryState.Settling))
            return false;
        try
        {
            return await step();
        }
        catch
        {
            Reopen();
            throw;
        }
    }
}

using Corporation.RedisStreams.Protocol;

namespace Corporation.RedisStreams.Receiving;

/// <summary>
/// Hands buffered deliveries to workers: by priority, as many at a time as allowed, and in a partition those of one key one after the
/// other. A worker is a loop on the thread pool that lives while there is something to do; each starts the next, as the pool itself does.
/// </summary>
internal sealed class Dispatcher(int concurrencyLimit, Func<Delivery, Task> process) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(Lane Lane, string Key), (Delivery First, Delivery Last)> _chains = [];
    private ReadyList _high;
    private ReadyList _normal;
    private ReadyList _low;
    private int _ready;
    private int _workers;
    private bool _isStarting;
    private TaskCompletionSource? _idle;

    /// <summary>Takes deliveries in.</summary>
    /// <returns>Whether the caller must start a worker, for nobody else will: by executing this.</returns>
    public bool Add(List<Delivery> deliveries)
    {
        lock (_gate)
        {
            foreach (var delivery in deliveries)
            {
                if (!IsBehindOneOfItsKey(delivery))
                    MakeReady(delivery);
            }

            return MustStartWorker();
        }
    }

    /// <summary>Takes out what no worker began with, in lanes that match.</summary>
    public List<Delivery> Remove(Func<Lane, bool> isMatch)
    {
        lock (_gate)
        {
            List<Delivery> removed = [];
            List<Delivery> kept = [];
            while (TakeReady() is { } delivery)
                (isMatch(delivery.Lane) ? removed : kept).Add(delivery);
            foreach (var delivery in kept)
                MakeReady(delivery);

            // Of each key one is ready or being handled, and the others wait behind it.
            foreach (var (key, chain) in _chains.Where(chain => isMatch(chain.Key.Lane)).ToList())
            {
                RemoveFollowers(chain.First, removed);
                if (removed.Contains(chain.First))
                    _chains.Remove(key);
                else
                    _chains[key] = (chain.First, chain.First);
            }

            return removed;
        }
    }

    /// <summary>Completes when no worker is busy.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            if (_workers == 0)
                return Task.CompletedTask;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    // Not awaited: the number of workers says when all have ended, and 'process' never throws.
    void IThreadPoolWorkItem.Execute() => _ = WorkAsync();

    private async Task WorkAsync()
    {
        var isNew = true;
        while (Next(isNew) is { } delivery)
        {
            isNew = false;
            await process(delivery);
            Finish(delivery);
        }
    }

    private Delivery? Next(bool isNew)
    {
        Delivery? delivery;
        bool mustStart;
        TaskCompletionSource? idle = null;
        lock (_gate)
        {
            if (isNew)
                _isStarting = false;
            delivery = TakeReady();
            if (delivery is null)
            {
                if (--_workers == 0)
                    (idle, _idle) = (_idle, null);
            }

            mustStart = MustStartWorker();
        }

        if (mustStart)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        idle?.SetResult();
        return delivery;
    }

    // One at a time: the new worker looks for itself whether one more is needed.
    private bool MustStartWorker()
    {
        if (_isStarting || _ready == 0 || _workers >= concurrencyLimit)
            return false;
        _isStarting = true;
        _workers++;
        return true;
    }

    private void Finish(Delivery delivery)
    {
        if (KeyOf(delivery) is not { } key)
            return;

        lock (_gate)
        {
            if (delivery.NextOfKey is not { } next)
            {
                _chains.Remove(key);
                return;
            }

            delivery.NextOfKey = null;
            _chains[key] = (next, _chains[key].Last);
            MakeReady(next);
        }
    }

    private bool IsBehindOneOfItsKey(Delivery delivery)
    {
        if (KeyOf(delivery) is not { } key)
            return false;

        if (!_chains.TryGetValue(key, out var chain))
        {
            _chains[key] = (delivery, delivery);
            return false;
        }

        chain.Last.NextOfKey = delivery;
        _chains[key] = (chain.First, delivery);
        return true;
    }

    private static void RemoveFollowers(Delivery first, List<Delivery> removed)
    {
        var next = first.NextOfKey;
        first.NextOfKey = null;
        while (next is not null)
        {
            removed.Add(next);
            (next, next.NextOfKey) = (next.NextOfKey, null);
        }
    }

    private static (Lane Lane, string Key)? KeyOf(Delivery delivery) =>
        delivery is { Lane.IsPartition: true, PartitionKey: { } key } ? (delivery.Lane, key) : null;

    private void MakeReady(Delivery delivery)
    {
        _ready++;
        if (delivery.Lane == Lane.High)
            _high.Add(delivery);
        else if (delivery.Lane == Lane.Low)
            _low.Add(delivery);
        else
            _normal.Add(delivery);
    }

    private Delivery? TakeReady()
    {
        var delivery = _high.Take() ?? _normal.Take() ?? _low.Take();
        if (delivery is not null)
            _ready--;
        return delivery;
    }
}

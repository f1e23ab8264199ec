namespace Corporation.RedisStreams.Receiving;

/// <summary>The deliveries that count against the prefetch: buffered, being handled, or not acknowledged yet.</summary>
internal sealed class InFlight(int prefetchCount)
{
    private readonly Lock _gate = new();
    private Delivery? _first;
    private int _count;
    private int _wantedRoom = int.MaxValue;

    /// <summary>Called when there is as much room as somebody waits for.</summary>
    public Action? RoomMade { get; set; }

    public int Count => Volatile.Read(ref _count);

    public int Room => Math.Max(0, prefetchCount - Count);

    /// <summary>Asks for <see cref="RoomMade"/>, once. Read <see cref="Room"/> again afterwards.</summary>
    public void WantRoom(int room)
    {
        lock (_gate)
            _wantedRoom = room;
    }

    public void Add(List<Delivery> deliveries)
    {
        lock (_gate)
        {
            foreach (var delivery in deliveries)
            {
                delivery.NextHeld = _first;
                _first?.PreviousHeld = delivery;
                _first = delivery;
            }

            _count += deliveries.Count;
        }
    }

    public void Remove(Delivery delivery)
    {
        bool isEnough;
        lock (_gate)
        {
            Unlink(delivery);
            isEnough = IsEnoughRoom();
        }

        if (isEnough)
            RoomMade?.Invoke();
    }

    public void Remove(ReadOnlySpan<Delivery> deliveries)
    {
        bool isEnough;
        lock (_gate)
        {
            foreach (var delivery in deliveries)
                Unlink(delivery);
            isEnough = IsEnoughRoom();
        }

        if (isEnough)
            RoomMade?.Invoke();
    }

    /// <summary>All of them, in no order.</summary>
    public List<Delivery> ToList()
    {
        lock (_gate)
        {
            var all = new List<Delivery>(_count);
            for (var delivery = _first; delivery is not null; delivery = delivery.NextHeld)
                all.Add(delivery);
            return all;
        }
    }

    private bool IsEnoughRoom()
    {
        if (prefetchCount - _count < _wantedRoom)
            return false;
        _wantedRoom = int.MaxValue;
        return true;
    }

    private void Unlink(Delivery delivery)
    {
        var (next, previous) = (delivery.NextHeld, delivery.PreviousHeld);
        if (previous is null && _first != delivery)
            return; // Removed before.

        next?.PreviousHeld = previous;
        if (previous is null)
            _first = next;
        else
            previous.NextHeld = next;
        (delivery.NextHeld, delivery.PreviousHeld) = (null, null);
        _count--;
    }
}

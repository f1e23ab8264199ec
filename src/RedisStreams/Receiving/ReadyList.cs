namespace Corporation.RedisStreams.Receiving;

/// <summary>A queue of deliveries that are linked to each other, so that it needs no memory of its own.</summary>
internal struct ReadyList
{
    private Delivery? _first;
    private Delivery? _last;

    public void Add(Delivery delivery)
    {
        if (_last is null)
            _first = delivery;
        else
            _last.NextReady = delivery;
        _last = delivery;
    }

    public Delivery? Take()
    {
        var first = _first;
        if (first is null)
            return null;
        _first = first.NextReady;
        if (_first is null)
            _last = null;
        first.NextReady = null;
        return first;
    }
}

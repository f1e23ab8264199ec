using Corporation.RedisStreams.Protocol;

namespace Corporation.RedisStreams.Receiving;

/// <summary>Which lanes are busy, as far as the latest reads tell.</summary>
internal sealed class LaneTraffic(TimeProvider time)
{
    private static readonly TimeSpan LivelyFor = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Lane, State> _states = [];

    /// <summary>Nothing is known of these lanes, so all of them may be busy.</summary>
    public void Begin(IReadOnlyList<Lane> lanes)
    {
        _states.Clear();
        foreach (var lane in lanes)
        {
            _states[lane] = new State
            {
                MayHaveMore = true,
                Seen = time.GetTimestamp() - (long)(LivelyFor.TotalSeconds * time.TimestampFrequency),
            };
        }
    }

    /// <summary>How many lanes had entries a moment ago, or more of them than were read.</summary>
    public int CountBusy()
    {
        var busy = 0;
        foreach (var state in _states.Values)
        {
            if (state.MayHaveMore || time.GetElapsedTime(state.Seen) < LivelyFor)
                busy++;
        }

        return busy;
    }

    /// <summary>Takes over what the server says of the lanes.</summary>
    public void Note(List<Delivery> deliveries, Lane[] mayHaveMore)
    {
        Note(deliveries, limit: int.MaxValue);
        foreach (var lane in mayHaveMore)
        {
            if (_states.TryGetValue(lane, out var state))
                state.MayHaveMore = true;
        }
    }

    /// <param name="deliveries">What a read brought, each lane's together.</param>
    /// <param name="limit">How many it could have brought of each lane: less than that was all.</param>
    public void Note(List<Delivery> deliveries, int limit)
    {
        foreach (var state in _states.Values)
            state.MayHaveMore = false;

        for (var first = 0; first < deliveries.Count;)
        {
            var lane = deliveries[first].Lane;
            var end = first + 1;
            while (end < deliveries.Count && deliveries[end].Lane == lane)
                end++;
            if (_states.TryGetValue(lane, out var state))
                (state.Seen, state.MayHaveMore) = (time.GetTimestamp(), end - first >= limit);
            first = end;
        }
    }

    private sealed class State
    {
        public bool MayHaveMore { get; set; }

        public long Seen { get; set; }
    }
}

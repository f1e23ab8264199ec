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
            _states[lane] = new State { MayHaveMore = true, Seen = time.GetTimestamp() - (long)(LivelyFor.TotalSeconds * time.TimestampFrequency) };
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

    /// <param name="deliveries">What a read brought, each lane's together.</param>
    /// <param name="limit">How many it could have brought of one lane.</param>
    /// <param name="isShared">Whether that was a limit for all lanes together; then a full read leaves open what the others have.</param>
    public void Note(List<Delivery> deliveries, int limit, bool isShared)
    {
        if (!isShared || deliveries.Count < limit)
        {
            foreach (var state in _states.Values)
                state.MayHaveMore = false;
        }

        for (var first = 0; first < deliveries.Count;)
        {
            var lane = deliveries[first].Lane;
            var end = first + 1;
            while (end < deliveries.Count && deliveries[end].Lane == lane)
                end++;
            if (_states.TryGetValue(lane, out var state))
                (state.Seen, state.MayHaveMore) = (time.GetTimestamp(), isShared ? deliveries.Count >= limit : end - first >= limit);
            first = end;
        }
    }

    private sealed class State
    {
        public bool MayHaveMore { get; set; }

        public long Seen { get; set; }
    }
}

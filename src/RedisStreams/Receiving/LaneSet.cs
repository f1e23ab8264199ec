using Corporation.RedisStreams.Protocol;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Receiving;

/// <summary>The lanes that a consumer reads at the moment.</summary>
internal sealed class LaneSet(Seat seat, IReadOnlyList<Lane> lanes, IReadOnlyList<RedisKey> streams)
{
    public static readonly LaneSet None = new(new Seat("", ""), [], []);

    private int _turn;

    public Seat Seat => seat;

    public IReadOnlyList<Lane> Lanes => lanes;

    public IReadOnlyList<RedisKey> Streams => streams;

    /// <summary>High, normal, partitions, low; another partition first each time, so that none starves behind a busy one.</summary>
    public IReadOnlyList<Lane> InReadingOrder()
    {
        var partitions = lanes.Where(lane => lane.IsPartition).ToList();
        if (partitions.Count == 0)
            return lanes;

        _turn = (_turn + 1) % partitions.Count;
        return
        [
            .. lanes.Where(lane => lane == Lane.High || lane == Lane.Normal),
            .. partitions[_turn..], .. partitions[.._turn],
            .. lanes.Where(lane => lane == Lane.Low),
        ];
    }
}

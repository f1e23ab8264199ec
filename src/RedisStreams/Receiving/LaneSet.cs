using Corporation.RedisStreams.Protocol;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Receiving;

/// <summary>The lanes that a consumer reads at the moment.</summary>
internal sealed class LaneSet
{
    public static readonly LaneSet None = new(new Seat("", ""), [], _ => default);

    private readonly Func<Lane, RedisKey> _streamOf;
    private IReadOnlyList<Lane> _order;
    private int _turn;

    public LaneSet(Seat seat, IReadOnlyList<Lane> lanes, Func<Lane, RedisKey> streamOf) =>
        (Seat, Lanes, _order, _streamOf) = (seat, lanes, lanes, streamOf);

    public Seat Seat { get; }

    public IReadOnlyList<Lane> Lanes { get; }

    /// <summary>Their keys, in the order of the latest <see cref="NextOrder"/>.</summary>
    public IReadOnlyList<RedisKey> Streams => [.. _order.Select(_streamOf)];

    /// <summary>High, normal, partitions, low; another partition first each time, so that none starves behind a busy one.</summary>
    public IReadOnlyList<Lane> NextOrder()
    {
        var partitions = Lanes.Where(lane => lane.IsPartition).ToList();
        if (partitions.Count == 0)
            return Lanes;

        _turn = (_turn + 1) % partitions.Count;
        _order =
        [
            .. Lanes.Where(lane => lane == Lane.High || lane == Lane.Normal),
            .. partitions[_turn..], .. partitions[.._turn],
            .. Lanes.Where(lane => lane == Lane.Low),
        ];
        return _order;
    }
}

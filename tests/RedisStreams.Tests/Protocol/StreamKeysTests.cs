using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Protocol;

namespace Corporation.RedisStreams.Tests.Protocol;

public sealed class StreamKeysTests
{
    private readonly StreamKeys _keys = new(new VirtualHostName("shop"));

    [Fact]
    public void The_stream_of_a_queue_is_where_the_wire_format_says()
    {
        var queue = new QueueName("orders");

        Assert.Equal("mt:{shop}:q:orders", _keys.Stream(queue, Lane.Normal));
        Assert.Equal("mt:{shop}:q-h:orders", _keys.Stream(queue, Lane.High));
        Assert.Equal("mt:{shop}:q-p7:orders", _keys.Stream(queue, Lane.Partition(7)));
    }

    [Fact]
    public void A_lane_and_a_place_survive_being_written_and_read()
    {
        foreach (var lane in (Lane[])[Lane.Normal, Lane.High, Lane.Low, Lane.Partition(0), Lane.Partition(63)])
            Assert.Equal(lane, Lane.Parse(lane.Code));
        Assert.Throws<FormatException>(() => Lane.Parse("p64"));
        Assert.Equal(new EntryId(1700000000000, 12), EntryId.Parse("1700000000000-12"));
        Assert.Throws<FormatException>(() => EntryId.Parse("12"));
        Assert.Equal("p3/5-1", new EntryPlace(Lane.Partition(3), new EntryId(5, 1)).ToString());
    }
}

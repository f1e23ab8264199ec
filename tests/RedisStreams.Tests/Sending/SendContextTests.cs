using Corporation.RedisStreams.Sending;
using MassTransit;

namespace Corporation.RedisStreams.Tests.Sending;

public sealed class SendContextTests
{
    public static TheoryData<RedisStreamsDurability> Durabilities { get; } =
    [
        RedisStreamsDurability.None,
        RedisStreamsDurability.OnReplicas(2, TimeSpan.FromMilliseconds(1500)),
        RedisStreamsDurability.OnDisk(),
        RedisStreamsDurability.OnDisk(1),
    ];

    [Theory]
    [MemberData(nameof(Durabilities), DisableDiscoveryEnumeration = true)]
    public void An_outbox_that_keeps_properties_sends_with_what_the_sender_asked_for(RedisStreamsDurability durability)
    {
        var given = new StreamsSendContext<Order>(new Order(1), CancellationToken.None)
        {
            PartitionKey = "customer-7",
            RoutingKey = "eu.de",
            Priority = RedisStreamsPriority.High,
            Durability = durability,
            DueTime = new DateTimeOffset(2027, 1, 2, 8, 0, 0, TimeSpan.FromHours(1)),
        };
        var properties = new Dictionary<string, object>();
        given.WritePropertiesTo(properties);

        var later = new StreamsSendContext<Order>(new Order(1), CancellationToken.None);
        later.ReadPropertiesFrom(properties);

        Assert.Equal(("customer-7", "eu.de", RedisStreamsPriority.High), (later.PartitionKey, later.RoutingKey, later.Priority));
        Assert.Equal((durability, given.DueTime), (later.Durability, later.DueTime));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1/disk")]
    [InlineData("1/tape/100")]
    [InlineData("x/disk/100")]
    [InlineData("1/disk/-5")]
    public void What_is_no_durability_is_none(string text) => Assert.Null(RedisStreamsDurability.Parse(text));

    public sealed record Order(int Number);
}

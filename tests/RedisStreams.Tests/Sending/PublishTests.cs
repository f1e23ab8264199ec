using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Sending;

namespace Corporation.RedisStreams.Tests.Sending;

public sealed class PublishTests(RedisFixture redis)
{
    [Fact]
    public async Task Each_subscriber_gets_one_copy_also_when_it_subscribes_to_several_of_the_types()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync("both", ("Order", ""), ("IOrder", ""));
        await half.DeclareAsync("parent", ("IOrder", ""));
        await half.DeclareAsync("other", ("Customer", ""));
        var topic = Destination.Topic(new TopicName("Order"), [new TopicName("IOrder")]);

        var result = await half.SendAsync("x", topic);

        Assert.Equal(2, result.Copies);
        Assert.Equal(["x"], await half.BodiesAsync("both"));
        Assert.Equal(["x"], await half.BodiesAsync("parent"));
        Assert.Empty(await half.BodiesAsync("other"));
    }

    [Fact]
    public async Task A_topic_known_by_name_alone_reaches_the_parents_that_were_declared()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync("parent", ("IOrder", ""));
        await half.Topology.DeclareTopicAsync(new TopicName("Order"), [new TopicName("IOrder")], TestContext.Current.CancellationToken);

        Assert.Equal(1, (await half.SendAsync("x", SendingHalf.ToTopic("Order"))).Copies);
    }
}

using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Sending;

namespace Corporation.RedisStreams.Tests.Sending;

public sealed class PublishTests(RedisFixture redis)
{
    private static readonly Destination Order = Destination.Topic(new TopicName("Order"), [new TopicName("IOrder")]);

    [Fact]
    public async Task Each_subscriber_gets_one_copy_also_when_it_subscribes_to_several_of_the_types()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync("both", ("Order", ""), ("IOrder", ""));
        await half.DeclareAsync("parent", ("IOrder", ""));
        await half.DeclareAsync("other", ("Customer", ""));

        var result = await half.SendAsync("x", Order);

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
        await half.Topology.DeclareTopicAsync(new TopicName("Order"), [new TopicName("IOrder")], SendingHalf.Ended);

        Assert.Equal(1, (await half.SendAsync("x", SendingHalf.ToTopic("Order"))).Copies);
    }

    [Fact]
    public async Task Publishing_teaches_a_server_that_forgot_them_the_parents_of_a_topic()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync("parent", ("IOrder", ""));

        await half.SendAsync("typed", Order);
        await half.SendAsync("by name", SendingHalf.ToTopic("Order"));

        Assert.Equal(["typed", "by name"], await half.BodiesAsync("parent"));
    }

    [Fact]
    public async Task Without_subscribers_nothing_happens()
    {
        await using var half = await SendingHalf.OpenAsync(redis);

        Assert.Equal(new SendResult(0, false), await half.SendAsync("x", SendingHalf.ToTopic("Nobody")));
    }

    [Theory]
    [InlineData("", "eu.de", true)]
    [InlineData("#", "eu.de", true)]
    [InlineData("#", null, true)]
    [InlineData("eu.de", "eu.de", true)]
    [InlineData("eu.de", "eu.fr", false)]
    [InlineData("eu.*", "eu.de", true)]
    [InlineData("eu.*", "eu.de.berlin", false)]
    [InlineData("eu.*", "eu", false)]
    [InlineData("eu.#", "eu", true)]
    [InlineData("eu.#", "eu.de.berlin", true)]
    [InlineData("#.berlin", "eu.de.berlin", true)]
    [InlineData("eu.#.berlin", "eu.berlin", true)]
    [InlineData("eu.*.berlin", "eu.berlin", false)]
    [InlineData("#.#.#.#.#.#.#.#.#.#.z", "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y", false)] // Tried one by one, these are millions.
    [InlineData("#.b.#.d.#", "a.b.c.d", true)]
    [InlineData("*.*", "eu.de", true)]
    [InlineData("e*", "eu", false)]
    [InlineData("eu.de", null, false)]
    [InlineData("a.%d", "a.1", false)]
    public async Task A_pattern_chooses_by_routing_key(string pattern, string? routingKey, bool matches)
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync("orders", ("Order", pattern));

        var result = await half.SendAsync(new OutgoingMessage { Destination = Order, Body = "x"u8.ToArray(), RoutingKey = routingKey });

        Assert.Equal(matches ? 1 : 0, result.Copies);
    }

    [Fact]
    public async Task A_queue_with_several_patterns_gets_one_copy_of_what_any_of_them_matches()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync("orders", ("Order", "eu.*"), ("Order", "*.de"), ("Order", "us.ny"));

        foreach (var routingKey in new[] { "eu.de", "us.ny", "us.ca" })
            await half.SendAsync(new OutgoingMessage { Destination = Order, Body = "x"u8.ToArray(), RoutingKey = routingKey });

        Assert.Equal(2, (await half.BodiesAsync("orders")).Length);
    }

    [Fact]
    public async Task When_one_subscriber_can_not_take_it_no_other_gets_it_either()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        foreach (var queue in new[] { "a", "b", "c" })
            await half.DeclareAsync(queue, ("Order", ""));
        var broken = half.Keys.Stream(new QueueName("b"), Lane.Normal);
        await half.Database.KeyDeleteAsync(broken);
        await half.Database.StringSetAsync(broken, "not a stream");

        var failure = await Assert.ThrowsAsync<RedisStreamsException>(() => half.SendAsync("x", Order));

        Assert.Equal(broken, failure.Entity);
        Assert.Empty(await half.BodiesAsync("a"));
        Assert.Empty(await half.BodiesAsync("c"));
    }

    [Fact]
    public async Task A_queue_that_is_gone_loses_its_subscription_and_does_not_come_back()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync("gone", ("Order", ""));
        await half.DeclareAsync("there", ("Order", ""));
        var gone = new QueueName("gone");
        await half.Database.KeyDeleteAsync([half.Keys.Settings(gone), half.Keys.Stream(gone, Lane.Normal)]);

        Assert.Equal(1, (await half.SendAsync("x", Order)).Copies);

        Assert.Equal(["there"], (await half.Database.HashKeysAsync(half.Keys.Topic(new TopicName("Order")))).Select(name => (string?)name));
        Assert.False(await half.Database.KeyExistsAsync(half.Keys.Stream(gone, Lane.Normal)));
    }
}

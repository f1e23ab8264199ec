using MassTransit;

namespace Corporation.RedisStreams.Tests.Addressing;

public sealed class AddressTests
{
    private static readonly RedisStreamsHostAddress Host = new(new Uri("redis://server:1234/2/shop"));

    [Theory]
    [InlineData("redis://server", "redis://server:6379/0/default")]
    [InlineData("redis://server:7000/3", "redis://server:7000/3/default")]
    [InlineData("redis://server/shop", "redis://server:6379/0/shop")]
    [InlineData("rediss://user:secret@server/3/shop", "redis://server:6379/3/shop")]
    public void A_host_address_is_completed_and_loses_its_credentials(string given, string expected) =>
        Assert.Equal(expected, new RedisStreamsHostAddress(new Uri(given)).ToString());

    [Theory]
    [InlineData("http://server", "expected redis://")]
    [InlineData("redis://server/a/b", "'a' is not a database number")]
    [InlineData("redis://server/0/a/b", "3 parts")]
    [InlineData("amqp://user:secret@server", "'amqp://…@server' is not a host address")]
    public void An_address_that_is_none_is_refused_with_the_reason_and_without_its_password(string given, string reason)
    {
        var exception = Assert.Throws<ArgumentException>(() => new RedisStreamsHostAddress(new Uri(given)));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("queue:orders", "redis://server:1234/2/shop/orders")]
    [InlineData("topic:Shop:OrderPlaced", "redis://server:1234/2/shop/Shop:OrderPlaced?type=topic")]
    [InlineData("exchange:Shop:OrderPlaced", "redis://server:1234/2/shop/Shop:OrderPlaced?type=topic")]
    [InlineData("queue:answers?temporary=true", "redis://server:1234/2/shop/answers?temporary=true")]
    [InlineData("redis://another-name:1/2/shop/orders", "redis://server:1234/2/shop/orders")]
    public void Every_form_of_an_endpoint_address_becomes_the_whole_one(string given, string expected)
    {
        var address = new RedisStreamsEndpointAddress(Host, new Uri(given));

        Assert.Equal(expected, address.ToString());
        Assert.Equal(address, new RedisStreamsEndpointAddress(Host, address.ToUri()));
    }

    [Theory]
    [InlineData("redis://server:1234/3/shop/orders", "not of this bus")]
    [InlineData("redis://server:1234/2/other/orders", "not of this bus")]
    [InlineData("rabbitmq://server/orders", "scheme 'rabbitmq'")]
    [InlineData("queue:or%20ders", "a space")]
    [InlineData("queue:", "empty")]
    public void An_address_that_this_bus_cannot_reach_is_refused_with_the_reason(string given, string reason)
    {
        var exception = Assert.Throws<RedisStreamsException>(() => new RedisStreamsEndpointAddress(Host, new Uri(given)));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }
}

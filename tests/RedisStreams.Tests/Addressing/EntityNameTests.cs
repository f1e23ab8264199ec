using Corporation.RedisStreams.Addressing;

namespace Corporation.RedisStreams.Tests.Addressing;

public sealed class EntityNameTests
{
    [Theory]
    [InlineData("orders")]
    [InlineData("Corporation.Contracts:ExecuteMission--Corporation-Kind--")]
    [InlineData("HOST_Process_bus_yyyyy8b5hmyt5ypbbdp4y6g6xy")]
    public void A_name_that_MassTransit_makes_is_taken(string name)
    {
        Assert.Equal(name, new QueueName(name).Value);
        Assert.Equal(name, new TopicName(name).ToString());
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("  ", "empty")]
    [InlineData("a{b}", "hash tag")]
    [InlineData("a b", "a space")]
    [InlineData("a\nb", "U+000A")]
    [InlineData("a/b", "'/'")]
    [InlineData("größe", "'ö'")]
    public void A_name_that_would_break_keys_or_addresses_is_refused_with_the_reason(string name, string reason)
    {
        var exception = Assert.Throws<ArgumentException>(() => new QueueName(name));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_of_more_than_200_characters_is_refused()
    {
        var exception = Assert.Throws<ArgumentException>(() => new TopicName(new string('x', 201)));

        Assert.Contains("201 characters", exception.Message, StringComparison.Ordinal);
    }
}

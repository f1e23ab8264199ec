using MassTransit;

namespace Corporation.RedisStreams.Tests.Configuration;

public sealed class BusConfigurationTests
{
    [Theory]
    [InlineData("LeaseDuration")]
    [InlineData("MaxDeliveryCount")]
    [InlineData("AutoDeleteOnIdle")]
    [InlineData("PartitionCount")]
    [InlineData("MaxLength")]
    [InlineData("MaxBytes")]
    [InlineData("Exclusive")]
    [InlineData("SendTimeout")]
    [InlineData("Durability")]
    [InlineData("MaxBodyBytes")]
    [InlineData("DeduplicationWindow")]
    [InlineData("PrefetchCount")]
    public void A_setting_out_of_range_is_refused_when_the_bus_is_built_and_named(string setting)
    {
        var exception = Assert.Throws<ConfigurationException>(() => Bus.Factory.CreateUsingRedisStreams(bus =>
        {
            bus.Host("localhost", host => Spoil(host, setting));
            bus.ReceiveEndpoint("orders", (IRedisStreamsReceiveEndpointConfigurator endpoint) => Spoil(endpoint, setting));
        }));

        Assert.Contains(setting, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_queue_name_that_can_not_be_is_refused_with_the_reason()
    {
        var exception = Assert.Throws<ConfigurationException>(() => Bus.Factory.CreateUsingRedisStreams(bus =>
        {
            bus.Host("localhost");
            bus.ReceiveEndpoint("my orders", (IRedisStreamsReceiveEndpointConfigurator _) => { });
        }));

        Assert.Contains("a space", exception.Message, StringComparison.Ordinal);
    }

    private static void Spoil(IRedisStreamsHostConfigurator host, string setting)
    {
        switch (setting)
        {
            case "SendTimeout": host.SendTimeout = TimeSpan.FromDays(50); break;
            case "Durability": host.Durability = null!; break;
            case "MaxBodyBytes": host.MaxBodyBytes = 0; break;
            case "DeduplicationWindow": host.DeduplicationWindow = TimeSpan.FromDays(8); break;
        }
    }

    private static void Spoil(IRedisStreamsReceiveEndpointConfigurator endpoint, string setting)
    {
        switch (setting)
        {
            case "LeaseDuration": endpoint.LeaseDuration = TimeSpan.FromMilliseconds(1); break;
            case "MaxDeliveryCount": endpoint.MaxDeliveryCount = 0; break;
            case "AutoDeleteOnIdle": endpoint.AutoDeleteOnIdle = TimeSpan.FromSeconds(1); break;
            case "PartitionCount": endpoint.PartitionCount = 65; break;
            case "MaxLength": endpoint.MaxLength = 0; break;
            case "MaxBytes": endpoint.MaxBytes = 0; break;
            case "Exclusive": (endpoint.Exclusive, endpoint.SingleActiveConsumer) = (true, true); break;
            case "PrefetchCount": endpoint.PrefetchCount = 0; break;
        }
    }
}

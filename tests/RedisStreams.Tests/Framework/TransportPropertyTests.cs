using MassTransit;
using MassTransit.Context;

namespace Corporation.RedisStreams.Tests.Framework;

/// <summary>What a scheduler outside of the bus keeps of a message beside its body and headers.</summary>
public sealed class TransportPropertyTests(RedisFixture redis)
{
    [Fact]
    public async Task They_are_read_as_a_send_writes_them()
    {
        var seen = new TaskCompletionSource<IDictionary<string, object>?>();
        await using var host = await BusHost.StartAsync(redis.Server, configure: (_, bus) => bus.ReceiveEndpoint("orders", endpoint => endpoint.Handler<Order>(context =>
        {
            seen.TrySetResult((context.ReceiveContext as TransportReceiveContext)?.GetTransportProperties());
            return Task.CompletedTask;
        })));

        await host.SendAsync("orders", new Order(), context =>
        {
            context.SetPartitionKey("a");
            context.SetRoutingKey("eu");
            context.SetPriority(RedisStreamsPriority.High);
        });

        var properties = await seen.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(
            [("RS-PartitionKey", "a"), ("RS-Priority", "High"), ("RS-RoutingKey", "eu")],
            properties!.OrderBy(property => property.Key, StringComparer.Ordinal).Select(property => (property.Key, (string)property.Value)));
    }

    public sealed record Order;
}

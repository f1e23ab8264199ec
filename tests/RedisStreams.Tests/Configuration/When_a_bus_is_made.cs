using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.RedisStreams.Tests.Configuration;

/// <summary>All the ways to a bus lead to one that works.</summary>
public sealed class When_a_bus_is_made(RedisFixture redis)
{
    private readonly string _virtualHost = "test-" + NewId.NextGuid().ToString("N");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Uri Address => new($"redis://127.0.0.1:{redis.Server.Port}/0/{_virtualHost}");

    [Fact]
    public async Task It_needs_no_container()
    {
        var seen = new TaskCompletionSource<int>();
        var bus = Bus.Factory.CreateUsingRedisStreams(configurator =>
        {
            configurator.Host(Address);
            configurator.ReceiveEndpoint("orders", endpoint => endpoint.Handler<Order>(context =>
            {
                seen.TrySetResult(context.Message.Number);
                return Task.CompletedTask;
            }));
        });
        await bus.StartAsync(Token);

        await bus.Publish(new Order(7), Token);

        Assert.Equal(7, await seen.Task.WaitAsync(TimeSpan.FromSeconds(30), Token));
        await bus.StopAsync(Token);
    }

    [Fact]
    public async Task The_options_say_where_the_server_is_and_the_shortest_form_makes_an_endpoint_for_every_consumer()
    {
        await using var provider = new ServiceCollection()
            .AddLogging()
            .Configure<RedisStreamsTransportOptions>(options =>
                (options.Host, options.Port, options.VirtualHost) = ("127.0.0.1", redis.Server.Port, _virtualHost))
            .AddMassTransitTestHarness(bus =>
            {
                // By default it gives up when nothing has happened for 1.2 s.
                bus.SetTestTimeouts(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
                bus.DisableUsageTelemetry();
                bus.AddConsumer<OrderConsumer>();
                bus.UsingRedisStreams();
            })
            .BuildServiceProvider(validateScopes: true);
        var harness = await provider.StartTestHarness();

        await harness.Bus.Publish(new Order(7), Token);

        Assert.True(await harness.GetConsumerHarness<OrderConsumer>().Consumed.Any<Order>(Token));
        Assert.Equal($"/0/{_virtualHost}", harness.Bus.Address.AbsolutePath[..(_virtualHost.Length + 3)]);
        await harness.Stop(Token);
    }

    [Fact]
    public async Task What_the_configuration_says_of_the_server_wins_over_the_options()
    {
        await using var provider = new ServiceCollection()
            .AddLogging()
            .Configure<RedisStreamsTransportOptions>(options => (options.Host, options.User, options.Pass) = ("nowhere.invalid", "somebody", "wrong"))
            .AddMassTransit(bus =>
            {
                bus.DisableUsageTelemetry();
                bus.UsingRedisStreams((_, streams) => streams.Host(Address));
            })
            .BuildServiceProvider(validateScopes: true);
        var bus = provider.GetRequiredService<IBusControl>();

        await bus.StartAsync(Token);

        Assert.Equal("127.0.0.1", bus.Address.Host);
        await bus.StopAsync(Token);
    }

    [Fact]
    public async Task The_test_harness_tells_what_went_through_it()
    {
        var harness = new RedisStreamsTestHarness("orders") { HostAddress = Address };
        var consumer = harness.Consumer<OrderConsumer>();
        var leased = false;
        harness.OnConfigureRedisStreamsReceiveEndpoint += endpoint =>
        {
            endpoint.LeaseDuration = TimeSpan.FromSeconds(5);
            leased = true;
        };
        await harness.Start(Token);

        await harness.InputQueueSendEndpoint.Send(new Order(7), Token);

        Assert.True(await consumer.Consumed.Any<Order>(Token));
        Assert.True(leased);
        Assert.Equal(new Uri($"{Address}/orders"), harness.InputQueueAddress);
        await harness.Stop();
    }

    [Fact]
    public async Task The_test_harness_can_remove_what_it_left_and_nothing_of_others()
    {
        var mine = $"test-{NewId.NextGuid():N}";
        var harness = new RedisStreamsTestHarness("orders") { HostAddress = new Uri(redis.Server.Url, $"/0/{mine}") };
        await harness.Start(Token);
        await harness.InputQueueSendEndpoint.Send(new Order(7), Token);
        await harness.Stop();
        Assert.NotEmpty(await redis.Server.ExecuteAsync("KEYS", $"mt:{{{mine}}}:*"));

        await harness.Clean();
        Assert.Empty(await redis.Server.ExecuteAsync("KEYS", $"mt:{{{mine}}}:*"));

        harness.HostAddress = new Uri(redis.Server.Url, "/0/production");
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(harness.Clean);
        Assert.Contains("production", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/orders")]
    [InlineData("/orders?temporary=true")]
    public void The_address_of_a_topic_can_be_asked_for_by_that_of_the_bus_or_of_one_of_its_queues(string queue)
    {
        var bus = Bus.Factory.CreateUsingRedisStreams(configurator => configurator.Host(Address));

        Assert.True(bus.Topology.PublishTopology.TryGetPublishAddress(typeof(Order), new Uri(Address + queue), out var address));

        Assert.True(bus.Topology.TryGetPublishAddress<Order>(out var expected));
        Assert.Equal(expected, address);
    }

    [Fact]
    public void A_type_that_is_excluded_from_topology_has_an_address_too()
    {
        var bus = Bus.Factory.CreateUsingRedisStreams(configurator => configurator.Host(Address));

        Assert.True(bus.Topology.TryGetPublishAddress<IUnpublished>(out var address));

        Assert.EndsWith("IUnpublished?type=topic", address.ToString(), StringComparison.Ordinal);
    }

    [ExcludeFromTopology]
    public interface IUnpublished;

    public sealed record Order(int Number);

    public sealed class OrderConsumer : IConsumer<Order>
    {
        public Task Consume(ConsumeContext<Order> context) => Task.CompletedTask;
    }
}

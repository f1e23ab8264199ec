using System.Collections.Concurrent;
using Corporation.RedisStreams.Conformance.Parcels;
using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Faulting;

/// <summary>A message that fails is tried again, at once or later.</summary>
public abstract class RetrySpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    [Fact]
    public async Task An_immediate_retry_runs_until_it_succeeds()
    {
        var attempts = new ConcurrentQueue<int>();
        using var arrivals = new Arrivals<ShipParcel>();
        using var errors = new Arrivals<ShipParcel>();
        var deliveries = new Deliveries(Queue("parcels"));
        await using var bus = await StartAsync(cfg =>
        {
            cfg.ConnectReceiveObserver(deliveries);
            cfg.ReceiveEndpoint(Queue("parcels"), endpoint =>
            {
                endpoint.UseMessageRetry(retry => retry.Immediate(3));
                endpoint.Handler<ShipParcel>(context => FailUntil(2, context.GetRetryAttempt(), attempts, arrivals, context));
            });
            Consume(cfg, "parcels_error", errors, endpoint => endpoint.ConfigureConsumeTopology = false);
        });

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(7));

        await arrivals.NextAsync();
        Assert.Equal([0, 1, 2], attempts);
        await bus.StopAsync();
        Assert.Equal((1, 0), (deliveries.Begun, errors.Count));
    }

    [Fact]
    public async Task A_message_whose_retries_are_spent_lies_in_the_error_queue_and_says_how_many_they_were()
    {
        var attempts = new ConcurrentQueue<int>();
        using var arrivals = new Arrivals<ShipParcel>();
        using var errors = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg =>
        {
            cfg.ReceiveEndpoint(Queue("parcels"), endpoint =>
            {
                endpoint.UseMessageRetry(retry => retry.Immediate(2));
                endpoint.Handler<ShipParcel>(context => FailUntil(int.MaxValue, context.GetRetryAttempt(), attempts, arrivals, context));
            });
            Consume(cfg, "parcels_error", errors, endpoint => endpoint.ConfigureConsumeTopology = false);
        });

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(7));

        Assert.Equal("2", (await errors.NextAsync()).TransportText(MessageHeaders.FaultRetryCount));
        Assert.Equal([0, 1, 2], attempts);
    }

    [Fact]
    public async Task A_delayed_redelivery_brings_the_message_back_when_it_is_due()
    {
        Requires(Feature.Delay);
        var attempts = new ConcurrentQueue<int>();
        var times = new ConcurrentQueue<long>();
        var messages = new ConcurrentQueue<Guid?>();
        using var arrivals = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg => cfg.ReceiveEndpoint(Queue("parcels"), endpoint =>
        {
            endpoint.UseDelayedRedelivery(redelivery => redelivery.Intervals(200, 400));
            endpoint.Handler<ShipParcel>(context =>
            {
                times.Enqueue(TimeProvider.System.GetTimestamp());
                messages.Enqueue(context.MessageId);
                return FailUntil(2, context.GetRedeliveryCount(), attempts, arrivals, context);
            });
        }));

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(7, "fragile"), context => context.Headers.Set("By", "train"));

        var arrival = await arrivals.NextAsync();
        Assert.Equal((new ShipParcel(7, "fragile"), "train"), (arrival.Message, arrival.Text("By")));
        Assert.Equal([0, 1, 2], attempts);
        var gaps = times.Zip(times.Skip(1), (from, to) => TimeProvider.System.GetElapsedTime(from, to)).ToList();
        Assert.InRange(gaps[0], TimeSpan.FromMilliseconds(190), Patience.Deadline);
        Assert.InRange(gaps[1], TimeSpan.FromMilliseconds(390), Patience.Deadline);
    }

    [Fact]
    public async Task A_message_whose_redeliveries_are_spent_lies_in_the_error_queue()
    {
        Requires(Feature.Delay);
        var attempts = new ConcurrentQueue<int>();
        using var arrivals = new Arrivals<ShipParcel>();
        using var errors = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg =>
        {
            cfg.ReceiveEndpoint(Queue("parcels"), endpoint =>
            {
                endpoint.UseDelayedRedelivery(redelivery => redelivery.Intervals(50));
                endpoint.UseMessageRetry(retry => retry.Immediate(1));
                endpoint.Handler<ShipParcel>(context => FailUntil(int.MaxValue, context.GetRedeliveryCount(), attempts, arrivals, context));
            });
            Consume(cfg, "parcels_error", errors, endpoint => endpoint.ConfigureConsumeTopology = false);
        });

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(7));

        Assert.Equal(7, (await errors.NextAsync()).Message.Number);
        Assert.Equal([0, 0, 1, 1], attempts);
    }

    private static Task FailUntil(
        int succeeds, int attempt, ConcurrentQueue<int> attempts, Arrivals<ShipParcel> arrivals, ConsumeContext<ShipParcel> context)
    {
        attempts.Enqueue(attempt);
        return attempt < succeeds ? throw new InvalidOperationException($"Attempt {attempt} fails.") : arrivals.Keep(context);
    }
}

using Corporation.RedisStreams.Conformance.Parcels;
using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.RedisStreams.Conformance.Coordinating;

/// <summary>Batch consumers over the transport.</summary>
public abstract class BatchSpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    private const int Limit = 10;

    [Fact]
    public async Task A_full_batch_is_consumed_at_once()
    {
        using var batches = new Arrivals<Batch<ShipParcel>>();
        await using var bus = await StartBatchAsync(batches, TimeSpan.FromMinutes(1));

        for (var number = 0; number < Limit; number++)
            await bus.SendAsync<ShipParcel>(QueueAddress("batches"), new(number));

        var batch = await batches.NextAsync();
        Assert.Equal(BatchCompletionMode.Size, batch.Message.Mode);
        Assert.Equal(Enumerable.Range(0, Limit), batch.Message.Select(message => message.Message.Number).Order());
    }

    [Fact]
    public async Task A_batch_that_does_not_fill_is_consumed_when_its_time_is_over()
    {
        using var batches = new Arrivals<Batch<ShipParcel>>();
        await using var bus = await StartBatchAsync(batches, TimeSpan.FromSeconds(1));

        for (var number = 0; number < 3; number++)
            await bus.SendAsync<ShipParcel>(QueueAddress("batches"), new(number));

        // A slow machine may need two batches for them.
        var numbers = new List<int>();
        while (numbers.Count < 3)
            numbers.AddRange((await batches.NextAsync()).Message.Select(message => message.Message.Number));
        Assert.Equal([0, 1, 2], numbers.Order());
        Assert.All(batches.All, batch => Assert.Equal(BatchCompletionMode.Time, batch.Message.Mode));
    }

    [Fact]
    public async Task A_failing_batch_is_tried_again_as_a_whole_and_then_lies_in_the_error_queue()
    {
        using var batches = new Arrivals<Batch<ShipParcel>>();
        using var errors = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(
            register =>
            {
                register.AddSingleton(new BatchKeeper(batches, Fails: true));
                register.AddConsumer<BatchConsumer>();
            },
            (context, cfg) =>
            {
                cfg.ReceiveEndpoint(Queue("batches"), endpoint =>
                {
                    endpoint.UseMessageRetry(retry => retry.Immediate(1));
                    endpoint.ConfigureConsumer<BatchConsumer>(context, consumer =>
                        consumer.Options<BatchOptions>(options => options.SetMessageLimit(Limit).SetTimeLimit(m: 1)));
                });
                Consume(cfg, "batches_error", errors, endpoint => endpoint.ConfigureConsumeTopology = false);
            });

        for (var number = 0; number < Limit; number++)
            await bus.SendAsync<ShipParcel>(QueueAddress("batches"), new(number));

        Assert.Equal(Enumerable.Range(0, Limit), (await errors.TakeAsync(Limit)).Select(error => error.Message.Number).Order());
        Assert.Equal(2, batches.Count);
    }

    private Task<TestBus> StartBatchAsync(Arrivals<Batch<ShipParcel>> batches, TimeSpan timeLimit) => StartAsync(
        register =>
        {
            register.AddSingleton(new BatchKeeper(batches, Fails: false));
            register.AddConsumer<BatchConsumer>();
        },
        (context, cfg) => cfg.ReceiveEndpoint(Queue("batches"), endpoint =>
            endpoint.ConfigureConsumer<BatchConsumer>(context, consumer =>
                consumer.Options<BatchOptions>(options => options.SetMessageLimit(Limit).SetTimeLimit(timeLimit).SetConcurrencyLimit(1)))));
}

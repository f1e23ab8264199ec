using Corporation.RedisStreams.Conformance.Parcels;
using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using Corporation.RedisStreams.Conformance.Serializing;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Faulting;

/// <summary>What becomes of a message that can't be consumed.</summary>
public abstract class FaultSpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    private const int LongestText = 2048;

    [Fact]
    public async Task A_message_whose_consumer_fails_lies_in_the_error_queue_with_the_reason()
    {
        using var errors = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg =>
        {
            Fail(cfg, "The parcel fell off the belt.");
            Quietly(cfg, "parcels_error", errors);
        });
        var message = NewId.NextGuid();

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(7, "fragile"), context =>
        {
            context.MessageId = message;
            context.Headers.Set("By", "train");
        });

        var error = await errors.NextAsync();
        Assert.Equal(new ShipParcel(7, "fragile"), error.Message);
        Assert.Equal(message, error.MessageId);
        Assert.Equal("train", error.Text("By"));
        Assert.Equal("fault", error.TransportText(MessageHeaders.Reason));
        Assert.Equal("The parcel fell off the belt.", error.TransportText(MessageHeaders.FaultMessage));
        Assert.Equal("System.InvalidOperationException", error.TransportText(MessageHeaders.FaultExceptionType));
        Assert.Contains(nameof(FaultSpecs), error.TransportText(MessageHeaders.FaultStackTrace), StringComparison.Ordinal);
        Assert.EndsWith(Queue("parcels"), error.TransportText(MessageHeaders.FaultInputAddress), StringComparison.Ordinal);
        Assert.NotNull(error.TransportText(MessageHeaders.FaultTimestamp));
        Assert.NotNull(error.TransportText(MessageHeaders.Host.MachineName));
    }

    [Fact]
    public async Task A_long_reason_is_cut()
    {
        using var errors = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg =>
        {
            Fail(cfg, string.Concat(Enumerable.Repeat("too long ", 50_000)));
            Quietly(cfg, "parcels_error", errors);
        });

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(7));

        var error = await errors.NextAsync();
        Assert.InRange(error.TransportText(MessageHeaders.FaultMessage)!.Length, 1000, LongestText);
        Assert.InRange(error.TransportText(MessageHeaders.FaultStackTrace)!.Length, 1, LongestText);
    }

    [Fact]
    public async Task A_failure_is_published_as_a_fault()
    {
        using var faults = new Arrivals<Fault<ShipParcel>>();
        await using var bus = await StartAsync(cfg =>
        {
            Fail(cfg, "The parcel fell off the belt.");
            Consume(cfg, "faults", faults);
        });
        var message = NewId.NextGuid();

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(7), context => context.MessageId = message);

        var fault = (await faults.NextAsync()).Message;
        Assert.Equal(message, fault.FaultedMessageId);
        Assert.Equal(new ShipParcel(7), fault.Message);
        Assert.Equal("The parcel fell off the belt.", Assert.Single(fault.Exceptions).Message);
    }

    [Fact]
    public async Task A_fault_goes_to_the_address_that_the_message_names()
    {
        using var faults = new Arrivals<Fault<ShipParcel>>();
        using var published = new Arrivals<Fault<ShipParcel>>();
        using var errors = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg =>
        {
            Fail(cfg, "The parcel fell off the belt.");
            Quietly(cfg, "complaints", faults);
            Quietly(cfg, "parcels_error", errors);
            Consume(cfg, "published", published);
        });

        // A full address: it must mean the same to the consumer, wherever that is.
        var complaints = new Uri(bus.Bus.Address, Queue("complaints"));
        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(7), context => context.FaultAddress = complaints);

        Assert.Equal(7, (await faults.NextAsync()).Message.Message.Number);
        await errors.NextAsync();
        Assert.Equal(0, published.Count);
    }

    [Fact]
    public async Task An_endpoint_may_keep_its_faults_to_itself()
    {
        using var faults = new Arrivals<Fault<ShipParcel>>();
        using var errors = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg =>
        {
            Fail(cfg, "The parcel fell off the belt.", endpoint => endpoint.PublishFaults = false);
            Quietly(cfg, "parcels_error", errors);
            Consume(cfg, "faults", faults);
        });

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(7));

        await errors.NextAsync();
        await bus.StopAsync();
        Assert.Equal(0, faults.Count);
    }

    [Fact]
    public async Task An_endpoint_may_discard_what_fails()
    {
        using var errors = new Arrivals<ShipParcel>();
        using var faults = new Arrivals<Fault<ShipParcel>>();
        await using var bus = await StartAsync(cfg =>
        {
            Fail(cfg, "The parcel fell off the belt.", endpoint => endpoint.DiscardFaultedMessages());
            Quietly(cfg, "parcels_error", errors);
            Consume(cfg, "faults", faults);
        });

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(7));

        await faults.NextAsync();
        await bus.StopAsync();
        Assert.Equal(0, errors.Count);
    }

    [Fact]
    public async Task A_message_that_no_consumer_knows_lies_in_the_skipped_queue()
    {
        using var parcels = new Arrivals<ShipParcel>();
        using var skipped = new Arrivals<LoseParcel>();
        await using var bus = await StartAsync(cfg =>
        {
            Consume(cfg, "parcels", parcels);
            Quietly(cfg, "parcels_skipped", skipped);
        });

        await bus.SendAsync<LoseParcel>(QueueAddress("parcels"), new(1), context => context.Headers.Set("By", "train"));
        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(2));

        var arrival = await skipped.NextAsync();
        Assert.Equal(1, arrival.Message.Number);
        Assert.Equal("train", arrival.Text("By"));
        Assert.Equal("dead-letter", arrival.TransportText(MessageHeaders.Reason));
        Assert.Equal(2, (await parcels.NextAsync()).Message.Number);
    }

    [Fact]
    public async Task A_body_that_cannot_be_read_lies_in_the_error_queue_and_holds_up_nobody()
    {
        using var parcels = new Arrivals<ShipParcel>();
        var raw = new RawBodies();
        await using var bus = await StartAsync(cfg =>
        {
            Consume(cfg, "parcels", parcels);
            cfg.ReceiveEndpoint(Queue("parcels_error"), endpoint =>
            {
                endpoint.ConfigureConsumeTopology = false;
                endpoint.ConfigureReceive(pipe => pipe.UseFilter(raw));
            });
        });

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(1), context => context.Serializer = new BrokenJson());
        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(2));

        Assert.Equal(2, (await parcels.NextAsync()).Message.Number);
        await Patience.Until(() => raw.All.Count == 1);
        Assert.Equal(BrokenJson.Text, raw.All.Single().Body);
        Assert.Equal("fault", raw.All.Single().Reason);
    }

    private void Fail(IReceiveConfigurator cfg, string reason, Action<IReceiveEndpointConfigurator>? configure = null) =>
        cfg.ReceiveEndpoint(Queue("parcels"), endpoint =>
        {
            configure?.Invoke(endpoint);
            endpoint.Handler<ShipParcel>(_ => throw new InvalidOperationException(reason));
        });

    // Only what is moved there: the type is also published.
    private void Quietly<T>(IReceiveConfigurator cfg, string queue, Arrivals<T> arrivals)
        where T : class => Consume(cfg, queue, arrivals, endpoint => endpoint.ConfigureConsumeTopology = false);
}

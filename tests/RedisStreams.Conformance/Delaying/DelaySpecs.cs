using System.Diagnostics;
using Corporation.RedisStreams.Conformance.Parcels;
using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.RedisStreams.Conformance.Delaying;

/// <summary>Messages that are not yet due.</summary>
public abstract class DelaySpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(800);

    // Enough for a slow machine to take it back in time.
    private static readonly TimeSpan LongDelay = TimeSpan.FromSeconds(2);

    // What timers and clocks of two parties may differ by.
    private static readonly TimeSpan Earliest = Delay - TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task A_delayed_message_arrives_when_it_is_due_and_not_before()
    {
        Requires(Feature.Delay);
        using var arrivals = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg => Consume(cfg, "parcels", arrivals));

        var sent = Stopwatch.GetTimestamp();
        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(1, "later"), context =>
        {
            context.Delay = Delay;
            context.Headers.Set("By", "train");
        });
        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(2, "now"));

        Assert.Equal("now", (await arrivals.NextAsync()).Message.Text);
        var later = await arrivals.NextAsync();
        Assert.Equal(("later", "train"), (later.Message.Text, later.Text("By")));
        Assert.InRange(Stopwatch.GetElapsedTime(sent, later.At), Earliest, Patience.Deadline);
    }

    [Fact]
    public async Task Delayed_messages_arrive_in_the_order_in_which_they_are_due()
    {
        Requires(Feature.Delay);
        using var arrivals = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg => Consume(cfg, "parcels", arrivals));

        foreach (var number in new[] { 3, 1, 2 })
            await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(number), context => context.Delay = number * 0.75 * Delay);

        Assert.Equal([1, 2, 3], (await arrivals.TakeAsync(3)).Select(arrival => arrival.Message.Number));
    }

    [Fact]
    public async Task A_delayed_publish_reaches_every_subscriber()
    {
        Requires(Feature.Delay);
        using var office = new Arrivals<ParcelArrived>();
        using var events = new Arrivals<IParcelEvent>();
        await using var bus = await StartAsync(cfg =>
        {
            Consume(cfg, "office", office);
            Consume(cfg, "events", events);
        });

        var sent = Stopwatch.GetTimestamp();
        await bus.PublishAsync<ParcelArrived>(new() { Number = 1 }, context => context.Delay = Delay);

        var arrival = await office.NextAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(sent, arrival.At), Earliest, Patience.Deadline);
        Assert.Equal(1, (await events.NextAsync()).Message.Number);
    }

    [Fact]
    public async Task A_scheduled_message_arrives_when_it_is_due()
    {
        Requires(Feature.Delay);
        using var arrivals = new Arrivals<ShipParcel>();
        using var events = new Arrivals<ParcelArrived>();
        await using var bus = await StartAsync(Fixture.AddScheduler, (_, cfg) =>
        {
            Fixture.UseScheduler(cfg);
            Consume(cfg, "parcels", arrivals);
            Consume(cfg, "events", events);
        });
        await using var scope = bus.Services.CreateAsyncScope();
        var scheduler = scope.ServiceProvider.GetRequiredService<IMessageScheduler>();

        var sent = Stopwatch.GetTimestamp();
        var scheduled = await scheduler.ScheduleSend(QueueAddress("parcels"), Now() + Delay, new ShipParcel(1), Token).InTime();
        await scheduler.SchedulePublish(Now() + Delay, new ParcelArrived { Number = 2 }, Token).InTime();

        Assert.NotEqual(Guid.Empty, scheduled.TokenId);
        var arrival = await arrivals.NextAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(sent, arrival.At), Earliest, Patience.Deadline);
        Assert.Equal(2, (await events.NextAsync()).Message.Number);
    }

    [Fact]
    public async Task A_scheduled_publish_reaches_the_subscribers_of_base_types_too()
    {
        Requires(Feature.Delay);
        Requires(Feature.PolymorphicSchedule);
        using var events = new Arrivals<IParcelEvent>();
        await using var bus = await StartAsync(Fixture.AddScheduler, (_, cfg) =>
        {
            Fixture.UseScheduler(cfg);
            Consume(cfg, "events", events);
        });
        await using var scope = bus.Services.CreateAsyncScope();
        var scheduler = scope.ServiceProvider.GetRequiredService<IMessageScheduler>();

        await scheduler.SchedulePublish(Now() + Delay, new ParcelArrived { Number = 2 }, Token).InTime();

        Assert.Equal(2, (await events.NextAsync()).Message.Number);
    }

    [Fact]
    public async Task A_consumer_can_schedule_what_comes_next()
    {
        Requires(Feature.Delay);
        using var ends = new Arrivals<EndOfShift>();
        await using var bus = await StartAsync(Fixture.AddScheduler, (_, cfg) =>
        {
            Fixture.UseScheduler(cfg);
            cfg.ReceiveEndpoint(Queue("parcels"), endpoint => endpoint.Handler<ShipParcel>(context =>
                context.ScheduleSend(QueueAddress("ends"), Delay, new EndOfShift(context.Message.Number))));
            Consume(cfg, "ends", ends);
        });

        var sent = Stopwatch.GetTimestamp();
        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(7));

        var end = await ends.NextAsync();
        Assert.Equal(7, end.Message.Number);
        Assert.InRange(Stopwatch.GetElapsedTime(sent, end.At), Earliest, Patience.Deadline);
    }

    [Fact]
    public async Task The_frameworks_own_delayed_scheduler_works_too()
    {
        Requires(Feature.Delay);
        using var ends = new Arrivals<EndOfShift>();
        using var arrivals = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(register => register.AddDelayedMessageScheduler(), (_, cfg) =>
        {
            cfg.UseDelayedMessageScheduler();
            cfg.ReceiveEndpoint(Queue("parcels"), endpoint => endpoint.Handler<ShipParcel>(async context =>
            {
                await arrivals.Keep(context);
                await context.ScheduleSend(QueueAddress("ends"), Delay, new EndOfShift(context.Message.Number));
            }));
            Consume(cfg, "ends", ends);
        });
        await using var scope = bus.Services.CreateAsyncScope();
        var scheduler = scope.ServiceProvider.GetRequiredService<IMessageScheduler>();

        var scheduled = Stopwatch.GetTimestamp();
        await scheduler.ScheduleSend(QueueAddress("parcels"), Now() + Delay, new ShipParcel(1), Token).InTime();

        var parcel = await arrivals.NextAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(scheduled, parcel.At), Earliest, Patience.Deadline);
        Assert.InRange(Stopwatch.GetElapsedTime(parcel.At, (await ends.NextAsync()).At), Earliest, Patience.Deadline);
    }

    [Fact]
    public async Task A_cancelled_schedule_never_arrives()
    {
        Requires(Feature.CancelSchedule);
        using var arrivals = new Arrivals<ShipParcel>();
        using var events = new Arrivals<ParcelArrived>();
        await using var bus = await StartAsync(Fixture.AddScheduler, (_, cfg) =>
        {
            Fixture.UseScheduler(cfg);
            Consume(cfg, "parcels", arrivals);
            Consume(cfg, "events", events);
        });
        await using var scope = bus.Services.CreateAsyncScope();
        var scheduler = scope.ServiceProvider.GetRequiredService<IMessageScheduler>();

        var send = await scheduler.ScheduleSend(QueueAddress("parcels"), Now() + LongDelay, new ShipParcel(1), Token).InTime();
        var publish = await scheduler.SchedulePublish(Now() + LongDelay, new ParcelArrived { Number = 1 }, Token).InTime();
        await scheduler.ScheduleSend(QueueAddress("parcels"), Now() + LongDelay + Earliest, new ShipParcel(2), Token).InTime();
        await scheduler.SchedulePublish(Now() + LongDelay + Earliest, new ParcelArrived { Number = 2 }, Token).InTime();
        await scheduler.CancelScheduledSend(QueueAddress("parcels"), send.TokenId, Token).InTime();
        await scheduler.CancelScheduledPublish<ParcelArrived>(publish.TokenId, Token).InTime();

        Assert.Equal(2, (await arrivals.NextAsync()).Message.Number);
        Assert.Equal(2, (await events.NextAsync()).Message.Number);
    }

    [Fact]
    public async Task A_delayed_message_waits_although_its_bus_has_stopped()
    {
        Requires(Feature.Delay);
        Requires(Feature.SharedByBuses);
        using var arrivals = new Arrivals<ShipParcel>();
        await using (var sender = await StartAsync(_ => { }))
            await sender.SendAsync<ShipParcel>(QueueAddress("parcels"), new(1), context => context.Delay = Delay);

        await using var bus = await StartAsync(cfg => Consume(cfg, "parcels", arrivals));

        Assert.Equal(1, (await arrivals.NextAsync()).Message.Number);
    }

    private static DateTime Now() => TimeProvider.System.GetUtcNow().UtcDateTime;
}

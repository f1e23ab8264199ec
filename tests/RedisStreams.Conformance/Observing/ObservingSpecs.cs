using System.Collections.Concurrent;
using System.Diagnostics;
using Corporation.RedisStreams.Conformance.Parcels;
using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;
using MassTransit.Logging;

namespace Corporation.RedisStreams.Conformance.Observing;

/// <summary>What can be seen of the transport from outside.</summary>
public abstract class ObservingSpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    [Fact]
    public async Task A_running_bus_and_its_endpoints_are_healthy_and_a_stopped_one_is_not()
    {
        await using var bus = await StartAsync(cfg => Consume(cfg, "parcels", new Arrivals<ShipParcel>()));

        await Patience.Until(() => bus.Bus.CheckHealth().Status == BusHealthStatus.Healthy);
        var endpoint = Assert.Single(
            bus.Bus.CheckHealth().Endpoints, endpoint => endpoint.Key.Contains(Queue("parcels"), StringComparison.Ordinal));
        Assert.Equal(BusHealthStatus.Healthy, endpoint.Value.Status);

        await bus.StopAsync();
        Assert.NotEqual(BusHealthStatus.Healthy, bus.Bus.CheckHealth().Status);
    }

    [Fact]
    public async Task The_consumers_activity_descends_from_the_senders()
    {
        using var arrivals = new Arrivals<ShipParcel>();
        using var listener = new Listener();
        await using var bus = await StartAsync(cfg => Consume(cfg, "parcels", arrivals));

        ActivityTraceId trace;
        using (var root = new Activity("the test").SetIdFormat(ActivityIdFormat.W3C).Start())
        {
            trace = root.TraceId;
            await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(7));
        }

        await arrivals.NextAsync();
        await Patience.Until(() => listener.Of(trace).Any(IsReceive));
        var send = Assert.Single(listener.Of(trace), activity => activity.Kind == ActivityKind.Producer);
        var receive = Assert.Single(listener.Of(trace), IsReceive);
        Assert.Equal(send.SpanId, receive.ParentSpanId);
        Assert.Equal(ActivityKind.Consumer, receive.Kind);
        Assert.Contains(listener.Of(trace), activity => activity.ParentSpanId == receive.SpanId);
        Assert.NotNull(send.GetTagItem(DiagnosticHeaders.Messaging.System));
        Assert.Equal(Queue("parcels"), send.GetTagItem(DiagnosticHeaders.Messaging.DestinationName));
    }

    [Fact]
    public async Task A_published_message_carries_the_trace_to_every_subscriber()
    {
        using var office = new Arrivals<ParcelArrived>();
        using var events = new Arrivals<IParcelEvent>();
        using var listener = new Listener();
        await using var bus = await StartAsync(cfg =>
        {
            Consume(cfg, "office", office);
            Consume(cfg, "events", events);
        });

        ActivityTraceId trace;
        using (var root = new Activity("the test").SetIdFormat(ActivityIdFormat.W3C).Start())
        {
            trace = root.TraceId;
            await bus.PublishAsync<ParcelArrived>(new() { Number = 7 });
        }

        await office.NextAsync();
        await events.NextAsync();
        await Patience.Until(() => listener.Of(trace).Count(IsReceive) == 2);
    }

    [Fact]
    public async Task Observers_see_what_is_sent_published_received_and_consumed()
    {
        using var arrivals = new Arrivals<ShipParcel>();
        using var events = new Arrivals<ParcelArrived>();
        var observer = new Observer();
        var deliveries = new Deliveries(Queue("parcels"));
        await using var bus = await StartAsync(cfg =>
        {
            cfg.ConnectSendObserver(observer);
            cfg.ConnectPublishObserver(observer);
            cfg.ConnectConsumeObserver(observer);
            cfg.ConnectReceiveObserver(deliveries);
            Consume(cfg, "parcels", arrivals);
            Consume(cfg, "events", events);
        });

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(1));
        await bus.PublishAsync<ParcelArrived>(new() { Number = 2 });
        await arrivals.NextAsync();
        await events.NextAsync();

        await Patience.Until(() => observer.Seen.Count == 8, "eight observations");
        Assert.Equal(
            [
                "PostConsume ParcelArrived", "PostConsume ShipParcel", "PostPublish ParcelArrived", "PostSend ShipParcel",
                "PreConsume ParcelArrived", "PreConsume ShipParcel", "PrePublish ParcelArrived", "PreSend ShipParcel",
            ],
            observer.Seen.Order(StringComparer.Ordinal));
        await Patience.Until(() => deliveries.Ended == 1);
        Assert.Equal((1, 1, 0), (deliveries.Begun, deliveries.Consumed, deliveries.Failed));
    }

    [Fact]
    public async Task An_endpoint_tells_its_observers_when_it_is_ready_and_when_it_is_done()
    {
        using var arrivals = new Arrivals<ShipParcel>();
        var life = new EndpointLife();
        await using var bus = await StartAsync(cfg =>
            Consume(cfg, "parcels", arrivals, endpoint => endpoint.ConnectReceiveEndpointObserver(life)));

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(1));
        await arrivals.NextAsync();
        await bus.StopAsync();

        Assert.Equal(["ready", "stopping", "completed 1"], life.Seen);
    }

    [Fact]
    public async Task A_probe_describes_the_bus_and_its_endpoints()
    {
        await using var bus = await StartAsync(cfg => Consume(cfg, "parcels", new Arrivals<ShipParcel>()));

        var text = System.Text.Json.JsonSerializer.Serialize(bus.Bus.GetProbeResult(Token));

        Assert.Contains(Queue("parcels"), text, StringComparison.Ordinal);
        Assert.DoesNotContain("xception", text, StringComparison.Ordinal);
    }

    private static bool IsReceive(Activity activity) => activity.OperationName.EndsWith(" receive", StringComparison.Ordinal);

    private sealed class Listener : IDisposable
    {
        private readonly ConcurrentQueue<Activity> _stopped = new();
        private readonly ActivityListener _listener;

        public Listener()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == DiagnosticHeaders.DefaultListenerName,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = _stopped.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        // Tests beside this one trace, too.
        public IReadOnlyList<Activity> Of(ActivityTraceId trace) => [.. _stopped.Where(activity => activity.TraceId == trace)];

        public void Dispose() => _listener.Dispose();
    }
}

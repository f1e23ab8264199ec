using System.Collections.Concurrent;
using Corporation.RedisStreams.Conformance.Parcels;
using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.RedisStreams.Conformance.Consuming;

/// <summary>Filters of the container, around everything that is sent, published and consumed.</summary>
public abstract class FilterSpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    private const string Stamp = "Stamp";

    [Fact]
    public async Task Filters_see_and_change_what_is_sent_published_and_consumed()
    {
        var seen = new Visits();
        using var parcels = new Arrivals<ShipParcel>();
        using var events = new Arrivals<ParcelArrived>();
        await using var bus = await StartAsync(register => Register(register, seen, parcels, events), (context, cfg) =>
        {
            cfg.UseSendFilter(typeof(SendStamp<>), context);
            cfg.UsePublishFilter(typeof(PublishStamp<>), context);
            cfg.UseConsumeFilter(typeof(ConsumeCount<>), context);
            cfg.ReceiveEndpoint(Queue("parcels"), endpoint => endpoint.ConfigureConsumer<Keeper<ShipParcel>>(context));
            cfg.ReceiveEndpoint(Queue("events"), endpoint => endpoint.ConfigureConsumer<Keeper<ParcelArrived>>(context));
        });
        await using var scope = bus.Services.CreateAsyncScope();

        var endpoint = await scope.ServiceProvider.GetRequiredService<ISendEndpointProvider>().GetSendEndpoint(QueueAddress("parcels")).InTime();
        await endpoint.Send(new ShipParcel(1), Token).InTime();
        await scope.ServiceProvider.GetRequiredService<IPublishEndpoint>().Publish(new ParcelArrived { Number = 2 }, Token).InTime();

        Assert.Equal("sent", (await parcels.NextAsync()).Text(Stamp));
        Assert.Equal("published", (await events.NextAsync()).Text(Stamp));
        await Patience.Until(() => seen.All.Count == 2);
        Assert.Equal([nameof(ParcelArrived), nameof(ShipParcel)], seen.All.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_a_filter_keeps_back_is_not_consumed_and_no_failure()
    {
        var seen = new Visits { KeepsBack = true };
        using var parcels = new Arrivals<ShipParcel>();
        using var events = new Arrivals<ParcelArrived>();
        using var ends = new Arrivals<EndOfShift>();
        await using var bus = await StartAsync(register => Register(register, seen, parcels, events), (context, cfg) =>
        {
            cfg.ReceiveEndpoint(Queue("parcels"), endpoint =>
            {
                endpoint.UseConsumeFilter(typeof(ConsumeCount<>), context);
                endpoint.ConfigureConsumer<Keeper<ShipParcel>>(context);
            });
            cfg.ReceiveEndpoint(Queue("parcels_error"), endpoint =>
            {
                endpoint.ConfigureConsumeTopology = false;
                endpoint.Handler<EndOfShift>(ends.Keep);
                endpoint.Handler<ShipParcel>(parcels.Keep);
            });
        });

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(1));
        await Patience.Until(() => seen.All.Count == 1);
        await bus.SendAsync<EndOfShift>(QueueAddress("parcels_error"), new(1));

        await ends.NextAsync();
        Assert.Equal(0, parcels.Count);
    }

    // The framework puts such filters before consumers and sagas, not before handlers.
    private static void Register(IBusRegistrationConfigurator bus, Visits seen, Arrivals<ShipParcel> parcels, Arrivals<ParcelArrived> events)
    {
        bus.AddSingleton(seen);
        bus.AddSingleton(parcels);
        bus.AddSingleton(events);
        bus.AddConsumer<Keeper<ShipParcel>>().ExcludeFromConfigureEndpoints();
        bus.AddConsumer<Keeper<ParcelArrived>>().ExcludeFromConfigureEndpoints();
    }

    public sealed class Keeper<T>(Arrivals<T> arrivals) : IConsumer<T>
        where T : class
    {
        public Task Consume(ConsumeContext<T> context) => arrivals.Keep(context);
    }

    public sealed class Visits
    {
        public ConcurrentQueue<string> All { get; } = new();

        public bool KeepsBack { get; init; }
    }

    public sealed class SendStamp<T> : IFilter<SendContext<T>>
        where T : class
    {
        public Task Send(SendContext<T> context, IPipe<SendContext<T>> next)
        {
            context.Headers.Set(Stamp, "sent");
            return next.Send(context);
        }

        public void Probe(ProbeContext context)
        {
        }
    }

    public sealed class PublishStamp<T> : IFilter<PublishContext<T>>
        where T : class
    {
        public Task Send(PublishContext<T> context, IPipe<PublishContext<T>> next)
        {
            context.Headers.Set(Stamp, "published");
            return next.Send(context);
        }

        public void Probe(ProbeContext context)
        {
        }
    }

    public sealed class ConsumeCount<T>(Visits visits) : IFilter<ConsumeContext<T>>
        where T : class
    {
        public Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
        {
            visits.All.Enqueue(typeof(T).Name);
            return visits.KeepsBack ? Task.CompletedTask : next.Send(context);
        }

        public void Probe(ProbeContext context)
        {
        }
    }
}

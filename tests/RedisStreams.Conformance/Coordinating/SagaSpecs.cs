using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Coordinating;

/// <summary>Saga state machines over the transport.</summary>
public abstract class SagaSpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(400);

    // Enough for a slow machine to take it back in time.
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_saga_runs_through_its_states()
    {
        using var taken = new Arrivals<ParcelTakenIn>();
        using var closed = new Arrivals<ParcelClosed>();
        await using var bus = await StartSagaAsync(closed, _ => { }, cfg => Consume(cfg, "taken", taken));
        var parcels = Enumerable.Range(0, 20).Select(_ => NewId.NextGuid()).ToList();

        foreach (var parcel in parcels)
            await bus.PublishAsync<ParcelAccepted>(new(parcel, null));
        // A delivery that overtakes would find no saga, and be dropped by the framework.
        await taken.TakeAsync(parcels.Count);
        foreach (var parcel in parcels)
            await bus.PublishAsync<ParcelDelivered>(new(parcel));

        var ends = await closed.TakeAsync(parcels.Count);
        Assert.Equal(parcels.Order(), ends.Select(end => end.Message.ParcelId).Order());
        Assert.All(ends, end => Assert.Equal("delivered", end.Message.How));
    }

    [Fact]
    public async Task A_saga_gets_the_message_that_it_has_scheduled_to_itself()
    {
        Requires(Feature.Delay);
        using var closed = new Arrivals<ParcelClosed>();
        await using var bus = await StartSagaAsync(closed, Fixture.AddScheduler, Fixture.UseScheduler);
        var parcel = NewId.NextGuid();

        await bus.PublishAsync<ParcelAccepted>(new(parcel, Soon));

        Assert.Equal(new ParcelClosed(parcel, "overdue"), (await closed.NextAsync()).Message);
    }

    [Fact]
    public async Task A_saga_takes_back_what_it_has_scheduled()
    {
        Requires(Feature.CancelSchedule);
        using var taken = new Arrivals<ParcelTakenIn>();
        using var closed = new Arrivals<ParcelClosed>();
        await using var bus = await StartSagaAsync(closed, Fixture.AddScheduler, cfg =>
        {
            Fixture.UseScheduler(cfg);
            Consume(cfg, "taken", taken);
        });
        var (quick, slow) = (NewId.NextGuid(), NewId.NextGuid());

        await bus.PublishAsync<ParcelAccepted>(new(quick, Later));
        await taken.NextAsync();
        await bus.PublishAsync<ParcelDelivered>(new(quick));
        Assert.Equal(new ParcelClosed(quick, "delivered"), (await closed.NextAsync()).Message);
        // Due later than the one that was taken back.
        await bus.PublishAsync<ParcelAccepted>(new(slow, Later));

        Assert.Equal(new ParcelClosed(slow, "overdue"), (await closed.NextAsync()).Message);
        Assert.Equal(2, closed.Count);
    }

    private Task<TestBus> StartSagaAsync(
        Arrivals<ParcelClosed> closed,
        Action<IBusRegistrationConfigurator> register,
        Action<IBusFactoryConfigurator> configure) => StartAsync(
        bus =>
        {
            register(bus);
            bus.AddSagaStateMachine<ParcelSaga, ParcelState>().InMemoryRepository();
            // What a saga publishes leaves when its state is stored.
            bus.AddConfigureEndpointsCallback((context, _, endpoint) => endpoint.UseInMemoryOutbox(context));
        },
        (_, cfg) =>
        {
            configure(cfg);
            Consume(cfg, "closed", closed);
        });
}

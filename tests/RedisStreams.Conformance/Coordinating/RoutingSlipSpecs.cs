using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;
using MassTransit.Courier.Contracts;

namespace Corporation.RedisStreams.Conformance.Coordinating;

/// <summary>Routing slips over the transport.</summary>
public abstract class RoutingSlipSpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    [Fact]
    public async Task A_routing_slip_goes_from_activity_to_activity()
    {
        using var completed = new Arrivals<RoutingSlipCompleted>();
        await using var bus = await StartTripAsync(cfg => Consume(cfg, "completed", completed));

        var slip = Slip(tooHeavy: false);
        await bus.Bus.Execute(slip).InTime();

        var end = await completed.NextAsync();
        Assert.Equal(slip.TrackingNumber, end.Message.TrackingNumber);
        Assert.Equal("Bremen-42", end.Message.Variables["Loaded"].ToString());
    }

    [Fact]
    public async Task A_routing_slip_that_fails_is_compensated_backwards()
    {
        using var faulted = new Arrivals<RoutingSlipFaulted>();
        using var givenBack = new Arrivals<TruckGivenBack>();
        await using var bus = await StartTripAsync(cfg =>
        {
            Consume(cfg, "faulted", faulted);
            Consume(cfg, "given-back", givenBack);
        });

        await bus.Bus.Execute(Slip(tooHeavy: true)).InTime();

        Assert.Equal("Bremen-42", (await givenBack.NextAsync()).Message.Plate);
        var exception = Assert.Single((await faulted.NextAsync()).Message.ActivityExceptions);
        Assert.Equal("Too heavy for Bremen-42.", exception.ExceptionInfo.Message);
    }

    private Task<TestBus> StartTripAsync(Action<IBusFactoryConfigurator> configure) => StartAsync(
        register =>
        {
            register.AddActivity<ReserveTruckActivity, ReserveTruck, TruckReserved>();
            register.AddExecuteActivity<LoadTruckActivity, LoadTruck>();
        },
        (_, cfg) => configure(cfg));

    private RoutingSlip Slip(bool tooHeavy)
    {
        var reserve = new Uri($"queue:{EndpointNames.ExecuteActivity<ReserveTruckActivity, ReserveTruck>()}");
        var load = new Uri($"queue:{EndpointNames.ExecuteActivity<LoadTruckActivity, LoadTruck>()}");
        var builder = new RoutingSlipBuilder(NewId.NextGuid());
        builder.AddActivity("Reserve", reserve, new { Town = "Bremen" });
        builder.AddActivity("Load", load, new { TooHeavy = tooHeavy });
        return builder.Build();
    }
}

using Corporation.RedisStreams.Conformance.Parcels;
using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Requesting;

/// <summary>A request gets its own answer, its fault, or a timeout.</summary>
public abstract class RequestSpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    private static readonly RequestTimeout Long = RequestTimeout.After(s: 30);

    [Fact]
    public async Task A_request_to_a_queue_gets_its_response()
    {
        await using var bus = await StartAsync(Find);

        var client = bus.Bus.CreateRequestClient<FindParcel>(QueueAddress("finder"), Long);
        var response = await client.GetResponse<ParcelFound>(new FindParcel(7), Token);

        Assert.Equal(new ParcelFound(7, "Bremen"), response.Message);
    }

    [Fact]
    public async Task A_published_request_gets_its_response()
    {
        await using var bus = await StartAsync(Find);

        var response = await bus.Bus.CreateRequestClient<FindParcel>(Long).GetResponse<ParcelFound>(new FindParcel(7), Token);

        Assert.Equal(7, response.Message.Number);
    }

    [Fact]
    public async Task A_request_may_be_answered_in_one_of_several_ways()
    {
        await using var bus = await StartAsync(Find);
        var client = bus.Bus.CreateRequestClient<FindParcel>(QueueAddress("finder"), Long);

        var found = await client.GetResponse<ParcelFound, ParcelUnknown>(new FindParcel(1), Token);
        var unknown = await client.GetResponse<ParcelFound, ParcelUnknown>(new FindParcel(-1), Token);

        Assert.True(found.Is(out Response<ParcelFound>? _));
        Assert.True(unknown.Is(out Response<ParcelUnknown>? _));
    }

    [Fact]
    public async Task Each_of_many_requests_at_once_gets_its_own_response()
    {
        await using var bus = await StartAsync(Find);
        var client = bus.Bus.CreateRequestClient<FindParcel>(QueueAddress("finder"), Long);

        var responses = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(number => client.GetResponse<ParcelFound>(new FindParcel(number), Token)));

        Assert.Equal(Enumerable.Range(0, 100), responses.Select(response => response.Message.Number));
    }

    [Fact]
    public async Task A_request_whose_consumer_fails_gets_its_fault()
    {
        await using var bus = await StartAsync(cfg => cfg.ReceiveEndpoint(Queue("finder"), endpoint =>
            endpoint.Handler<FindParcel>(_ => throw new InvalidOperationException("The parcel fell off the belt."))));

        var fault = await Assert.ThrowsAsync<RequestFaultException>(
            () => bus.Bus.CreateRequestClient<FindParcel>(QueueAddress("finder"), Long).GetResponse<ParcelFound>(new FindParcel(7), Token));

        Assert.Equal("The parcel fell off the belt.", fault.Fault?.Exceptions[0].Message);
    }

    [Fact]
    public async Task A_request_that_nobody_answers_times_out()
    {
        using var arrivals = new Arrivals<FindParcel>();
        await using var bus = await StartAsync(cfg => Consume(cfg, "finder", arrivals));
        var client = bus.Bus.CreateRequestClient<FindParcel>(QueueAddress("finder"), RequestTimeout.After(ms: 300));

        await Assert.ThrowsAsync<RequestTimeoutException>(() => client.GetResponse<ParcelFound>(new FindParcel(7), Token));
    }

    [Fact]
    public async Task A_bus_answers_at_its_own_address()
    {
        await using var bus = await StartAsync(_ => { });
        using var connection = bus.Bus.ConnectHandler<FindParcel>(context =>
            context.RespondAsync(new ParcelFound(context.Message.Number, "Kiel")));

        var client = bus.Bus.CreateRequestClient<FindParcel>(bus.Bus.Address, Long);
        var response = await client.GetResponse<ParcelFound>(new FindParcel(7), Token);

        Assert.Equal("Kiel", response.Message.Place);
    }

    [Fact]
    public async Task A_response_finds_its_way_to_the_bus_that_asked()
    {
        Requires(Feature.SharedByBuses);
        await using var server = await StartAsync(Find);
        await using var one = await StartAsync(_ => { });
        await using var other = await StartAsync(_ => { });
        TestBus[] buses = [one, other];
        var clients = buses.Select(bus => bus.Bus.CreateRequestClient<FindParcel>(QueueAddress("finder"), Long)).ToList();

        var responses = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(number => clients[number % 2].GetResponse<ParcelFound>(new FindParcel(number), Token)));

        Assert.Equal(Enumerable.Range(0, 20), responses.Select(response => response.Message.Number));
        Assert.Equal(2, responses.Select(response => response.DestinationAddress).Distinct().Count());
    }

    private void Find(IBusFactoryConfigurator bus) =>
        bus.ReceiveEndpoint(Queue("finder"), endpoint => endpoint.Consumer<FindParcelConsumer>());
}

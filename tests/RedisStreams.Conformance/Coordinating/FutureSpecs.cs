using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Coordinating;

/// <summary>Futures over the transport.</summary>
public abstract class FutureSpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    [Fact]
    public async Task A_future_answers_when_all_its_parts_are_done()
    {
        await using var bus = await StartFutureAsync();
        var client = bus.Bus.CreateRequestClient<MoveHouse>(RequestTimeout.After(s: 30));
        var house = NewId.NextGuid();

        var response = await client.GetResponse<HouseMoved>(new MoveHouse { HouseId = house, Boxes = ["books", "china", "lamps"] }, Token);

        Assert.Equal((house, "books, china, lamps"), (response.Message.HouseId, string.Join(", ", response.Message.Boxes)));
    }

    [Fact]
    public async Task A_future_of_which_a_part_fails_answers_with_the_fault()
    {
        await using var bus = await StartFutureAsync();
        var client = bus.Bus.CreateRequestClient<MoveHouse>(RequestTimeout.After(s: 30));

        var fault = await Assert.ThrowsAsync<RequestFaultException>(
            () => client.GetResponse<HouseMoved>(new MoveHouse { HouseId = NewId.NextGuid(), Boxes = ["books", "piano"] }, Token));

        Assert.Contains(fault.Fault!.Exceptions, exception => exception.Message == "The piano stays.");
    }

    private Task<TestBus> StartFutureAsync() => StartAsync(
        register =>
        {
            register.SetInMemorySagaRepositoryProvider();
            register.AddConsumer<MoveBoxConsumer>();
            register.AddFuture<HouseFuture>();
        },
        (_, _) => { });
}

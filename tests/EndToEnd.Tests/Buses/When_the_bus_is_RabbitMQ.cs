namespace Corporation.EndToEnd.Tests.Buses;

public sealed class When_the_bus_is_RabbitMQ(RabbitMqFleet fleet) : MainJobOfAFleet(fleet), IClassFixture<RabbitMqFleet>
{
    private readonly RabbitMqFleet _fleet = fleet;

    [Fact]
    public async Task A_process_that_ends_leaves_no_queue_of_its_own_but_its_factorys()
    {
        var before = await _fleet.QueuesAsync();
        var third = await _fleet.StartFactoryAsync("three");
        await Dying.Fleet.UntilAsync(() => third.IsUsableAsync(Token), "the third factory is accepted");
        Assert.True((await _fleet.QueuesAsync()).Count > before.Count + 1, "It has no queue for its answers.");

        await third.TerminateAsync();
        await third.DisposeAsync();

        await Dying.Fleet.UntilAsync(async () => (await _fleet.QueuesAsync()).Except(before) is var left && left.SequenceEqual(["factory-three"]), "only the factory's queue is left");
    }
}

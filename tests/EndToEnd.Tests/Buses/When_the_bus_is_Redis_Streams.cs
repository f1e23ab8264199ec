using Corporation.EndToEnd.Tests.Dying;

namespace Corporation.EndToEnd.Tests.Buses;

[Collection(nameof(ProcessCollection))]
public sealed class When_the_bus_is_Redis_Streams(Fleet fleet) : MainJobOfAFleet(fleet), IClassFixture<Fleet>
{
    private readonly Fleet _fleet = fleet;

    [Fact]
    public async Task A_broker_that_restarts_or_is_away_loses_no_mission()
    {
        var running = await SubmitAsync(Enumerable.Range(0, 4).Select(_ => Missions.Sleep("2")));
        await _fleet.RunsOnAsync(running[^1]);

        await _fleet.Broker.RestartAsync(Token);
        var meanwhile = await SubmitAsync(Enumerable.Range(0, 20).Select(Missions.Echo));
        await _fleet.Broker.KillAsync();

        // Submits don't need the bus.
        var away = await SubmitAsync(Enumerable.Range(0, 20).Select(Missions.Echo));
        await Task.Delay(Fleet.Lease * 2, TimeProvider.System, Token);
        await _fleet.Broker.RestartAsync(Token);

        await _fleet.AssertSucceededOnceAsync([.. running, .. meanwhile, .. away]);
    }
}

using Corporation.Client;
using Corporation.Contracts.Missions;

namespace Corporation.EndToEnd.Tests.Dying;

/// <summary>Longer than the lease that users have by default. Not in the collection of the others: these tests mostly wait.</summary>
public sealed class When_servers_are_away_for_long(When_servers_are_away_for_long.UsualFleet fleet) : IClassFixture<When_servers_are_away_for_long.UsualFleet>, IAsyncLifetime
{
    private static readonly TimeSpan UsualLease = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await fleet.HealAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_minute_without_the_bus_costs_no_mission_its_attempt_and_submits_are_taken()
    {
        // One ends meanwhile, one goes on until the bus is back.
        var running = await fleet.SubmitAsync([Missions.Sleep("15"), Missions.Sleep("75")]);
        foreach (var mission in running)
            await fleet.RunsOnAsync(mission);

        await fleet.Redis.KillAsync();
        var submitted = await fleet.SubmitAsync(Enumerable.Range(0, 20).Select(Missions.Echo));
        await Task.Delay(TimeSpan.FromSeconds(60), TimeProvider.System, Token);
        Assert.All(await StatesAsync(submitted), state => Assert.Equal(MissionLifeState.Queued, state));
        Assert.All(await StatesAsync(running), state => Assert.Equal(MissionLifeState.Running, state));
        await fleet.Redis.RestartAsync(Token);

        await AssertFirstAttemptsSucceededAsync([.. submitted, .. running]);
    }

    [Fact]
    public async Task Half_a_minute_without_the_database_costs_no_mission_its_attempt_and_submits_are_refused_until_it_is_back()
    {
        var running = await fleet.SubmitAsync([Missions.Sleep("15"), Missions.Sleep("45")]);
        foreach (var mission in running)
            await fleet.RunsOnAsync(mission);

        await fleet.PostgreSql.KillAsync();
        var refusal = await Assert.ThrowsAsync<HqProblemException>(() => fleet.Clients[0].SubmitAsync(Missions.Echo(1), Token));
        var submitting = fleet.SubmitAsync(Enumerable.Range(0, 20).Select(Missions.Echo));
        await Task.Delay(TimeSpan.FromSeconds(30), TimeProvider.System, Token);
        Assert.False(submitting.IsCompleted);
        await fleet.PostgreSql.RestartAsync(Token);

        Assert.Equal(503, refusal.Status);
        await AssertFirstAttemptsSucceededAsync([.. running, .. await submitting]);
        Assert.Equal("", await fleet.ErrorQueuesAsync());
    }

    private async Task<IReadOnlyList<MissionLifeState>> StatesAsync(IReadOnlyList<Guid> missions) =>
        [.. (await Task.WhenAll(missions.Select(mission => fleet.Clients[1].GetAsync(mission, null, Token)))).Select(view => view.State)];

    private async Task AssertFirstAttemptsSucceededAsync(IReadOnlyList<Guid> missions)
    {
        await fleet.AssertSucceededOnceAsync(missions);
        foreach (var mission in missions)
            Assert.Equal(1, (await fleet.Clients[0].GetAsync(mission, null, Token)).Attempt);
    }

    public sealed class UsualFleet() : Fleet(UsualLease);
}

using Corporation.Client;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.EndToEnd.Tests.Dying;

namespace Corporation.EndToEnd.Tests.Buses;

/// <summary>And what only a bus between processes can show: parts that die.</summary>
public abstract class MainJobOfAFleet(Fleet fleet) : MainJob, IAsyncLifetime
{
    private protected override IMissionClient Client => fleet.Clients[0];

    public async ValueTask InitializeAsync() => await fleet.HealAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_a_killed_factory_held_finishes_elsewhere_and_is_recorded_once()
    {
        var missions = await SubmitAsync(Enumerable.Range(0, 12).Select(_ => Missions.Sleep("1")));
        var victim = await fleet.RunsOnAsync(missions[^1]);

        await victim.KillAsync();

        await fleet.AssertSucceededOnceAsync(missions);
    }

    [Fact]
    public async Task While_the_database_is_away_messages_are_held_and_none_goes_to_an_error_queue()
    {
        var missions = await SubmitAsync(Enumerable.Range(0, 41).Select(number => number % 4 == 0 ? Missions.Sleep("2") : Missions.Echo(number)));
        await fleet.RunsOnAsync(missions[^1]);

        await fleet.PostgreSql.KillAsync();
        await Task.Delay(Fleet.Lease * 2, TimeProvider.System, Token);
        await fleet.PostgreSql.RestartAsync(Token);

        await fleet.AssertSucceededOnceAsync(missions);
        Assert.Equal("", await fleet.ErrorQueuesAsync());
    }

    [Fact]
    public async Task Headquarters_that_die_in_turn_lose_and_double_nothing()
    {
        var submitting = SubmitAsync(Enumerable.Range(0, 150).Select(number => number % 10 == 0 ? Missions.Sleep("0.5") : Missions.Echo(number)));
        for (var round = 0; round < 2; round++)
        {
            // In the middle of the work, each time.
            var (victim, other) = (fleet.Headquarters[round], fleet.Clients[1 - round]);
            var ended = await EndedAsync(other);
            await Fleet.UntilAsync(async () => await EndedAsync(other) > ended + 10 || submitting.IsCompleted, "missions end");
            await victim.KillAsync();
            await victim.RestartAsync(Token);
        }

        await fleet.AssertSucceededOnceAsync(await submitting);
    }

    private protected override Task<IReadOnlyList<Guid>> SubmitAsync(IEnumerable<MissionSubmission> missions) => fleet.SubmitAsync(missions);

    private static async Task<long> EndedAsync(IMissionClient client) => (await client.CountAsync(Token)).States.GetValueOrDefault(MissionLifeState.Succeeded);
}

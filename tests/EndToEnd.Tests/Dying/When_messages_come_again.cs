using System.Text.RegularExpressions;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Leasing;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Offering;
using Corporation.Contracts.Reporting;
using Corporation.FleetChaos.Striking;
using Corporation.LocalServers;
using StackExchange.Redis;

namespace Corporation.EndToEnd.Tests.Dying;

/// <summary>At least once is what a bus promises; in which order and when, it does not.</summary>
[Collection(FleetCollection.Name)]
public sealed partial class When_messages_come_again(Fleet fleet) : IAsyncLifetime
{
    private static readonly string[] Wanted =
    [
        nameof(ExecuteMission), nameof(ClaimMission), nameof(RenewLeases), nameof(MissionStarted), nameof(MissionLogged),
        nameof(MissionSucceeded), nameof(MissionFailed), nameof(MissionStopped),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await fleet.HealAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Each_of_them_twice_and_in_any_order_changes_nothing_after_the_first()
    {
        await using var tap = await BusTap.ConnectAsync($"{LocalServer.Host}:{fleet.Redis.Port}");
        var (missions, copies) = await GatherAsync(tap);
        var before = await TimelinesAsync(missions);

        foreach (var round in Enumerable.Range(0, 2))
        {
            Random.Shared.Shuffle(copies);
            foreach (var (stream, fields) in copies)
                await tap.AddAsync(stream, fields);
        }

        foreach (var stream in copies.Select(copy => (string)copy.Stream!).Distinct())
            await Fleet.UntilAsync(async () => await fleet.Redis.ExecuteAsync("XLEN", stream) == "0", $"all in {stream} is settled");
        Assert.Equal(before, await TimelinesAsync(missions));
        Assert.Equal("", await fleet.ErrorQueuesAsync());
    }

    // What is settled between two looks is missed, so missions are submitted until every kind of message was seen.
    private async Task<(IReadOnlyList<Guid> Missions, (RedisKey Stream, NameValueEntry[] Fields)[] Copies)> GatherAsync(BusTap tap)
    {
        var copies = new List<(RedisKey, NameValueEntry[])>();
        var seen = new HashSet<string>();
        var missions = new List<Guid>();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var watching = tap.WatchAsync(
            (stream, fields) =>
            {
                copies.Add((stream, fields));
                seen.Add(MessageType().Match((string?)fields.Single(field => field.Name == "b").Value ?? "").Groups[1].Value);
                return Task.CompletedTask;
            },
            enough.Token);
        for (var round = 0; round < 30 && !seen.IsSupersetOf(Wanted); round++)
        {
            var cancelled = (await fleet.SubmitAsync([Missions.Sleep(Sleepers.UniqueSeconds())]))[0];
            missions.AddRange([cancelled, .. await fleet.SubmitAsync([Missions.Echo(1), Missions.Shell(1, "sleep", "a while"), Missions.Sleep("0.3")])]);
            await fleet.RunsOnAsync(cancelled);
            await fleet.Clients[0].CancelAsync(cancelled, null, Token);
            foreach (var mission in missions)
                await Missions.EndAsync(fleet.Clients[0], mission);
        }

        await enough.CancelAsync();
        await watching;
        Assert.Empty(Wanted.Except(seen));
        return (missions, [.. copies]);
    }

    // Without the notes that something came too late: those are all that may be added.
    private async Task<IReadOnlyList<string>> TimelinesAsync(IReadOnlyList<Guid> missions)
    {
        var lines = new List<string>();
        foreach (var mission in missions)
        {
            var view = await fleet.Clients[0].GetAsync(mission, null, Token);
            lines.Add($"{mission} {view.State} {view.Attempt} {view.Result} {view.Error}");
            lines.AddRange((await Missions.TimelineAsync(fleet.Clients[0], mission))
                .Where(happened => happened.Event != MissionEventNames.LateResult)
                .Select(happened => $"{mission} {happened.OccurredAt:O} {happened.Event} {happened.Attempt} {happened.Actor} {happened.Details}"));
        }

        return lines;
    }

    [GeneratedRegex("""urn:message:[\w.]+:(\w+)""")]
    private static partial Regex MessageType();
}

using System.Globalization;
using Corporation.Client;
using Corporation.Hq.Tests.Hosts;
using Corporation.Hq.Tests.Nodes;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Hq.Tests.LegacyStreams;

/// <summary>Headquarters on a real PostgreSQL and a real Redis.</summary>
public sealed class When_legacy_missions_are_stored_on_a_server(EmptyServer postgreSql, LegacyRedis redis)
    : IClassFixture<EmptyServer>, IClassFixture<LegacyRedis>
{
    private const int Jobs = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Entries_wait_for_a_database_that_is_away_and_are_no_dead_letters()
    {
        var fleet = new OldFleet(redis.Server);
        await using var hq = await StartAsync(fleet, await postgreSql.Server.CreateDatabaseAsync());
        await new GhostFactory(hq.Services.GetRequiredService<IBus>()).AnnounceAsync();
        await fleet.AddAsync("while it is there", GhostFactory.Kind, new { });
        await fleet.UntilGroupAsync();
        await fleet.UntilSettledAsync();

        await postgreSql.Server.KillAsync();
        await fleet.AddAsync("while it is away", GhostFactory.Kind, new { });
        await TestNode.UntilAsync(async () => await fleet.PendingAsync() == 1);
        Assert.Equal(0, await fleet.DeadLetterCountAsync());

        await postgreSql.Server.RestartAsync(Token);
        await fleet.UntilSettledAsync();
        Assert.Equal(0, await fleet.DeadLetterCountAsync());
        await hq.StopAsync(Token);
    }

    [Fact]
    public async Task Two_headquarters_share_the_work_and_tell_each_end_once()
    {
        var fleet = new OldFleet(redis.Server);
        var database = await postgreSql.Server.CreateDatabaseAsync();
        await using var first = await StartAsync(fleet, database, "one");
        await using var second = await StartAsync(fleet, database, "two");
        var bus = first.Services.GetRequiredService<IBus>();
        await new GhostFactory(bus).AnnounceAsync();

        for (var job = 0; job < Jobs; job++)
        {
            await fleet.AddAsync(Name(job), GhostFactory.Kind, new { number = job });
            if (job % 8 == 0)
                await fleet.AddRawAsync("job_id", "bad");
        }

        await fleet.UntilSettledAsync();
        using var http = new HttpClient { BaseAddress = new Uri(second.Urls.First()) };
        var client = new MissionClient(http);
        foreach (var mission in (await client.ListAsync(new MissionQuery { Limit = 200 }, Token)).Missions)
            await SucceedAsync(bus, mission.JobId);

        await TestNode.UntilAsync(async () => (await fleet.ResultsAsync()).Count >= Jobs);
        var results = await fleet.ResultsAsync();
        Assert.Equal(Enumerable.Range(0, Jobs).Select(Name).Order(StringComparer.Ordinal), results.Select(result => result["job_id"]).Order(StringComparer.Ordinal));
        Assert.All(results, result => Assert.Equal("SUCCESS", result["status"]));
        Assert.Equal(Jobs / 8, await fleet.DeadLetterCountAsync());
        await first.StopAsync(Token);
        await second.StopAsync(Token);
    }

    private static string Name(int job) => string.Create(CultureInfo.InvariantCulture, $"job-{job}");

    private static async Task SucceedAsync(IBus bus, Guid missionId)
    {
        var ghost = new GhostFactory(bus);
        await ghost.SucceedAsync(await ghost.ClaimAsync(missionId));
    }

    private async Task<WebApplication> StartAsync(OldFleet fleet, string database, string factoryId = "hq.1")
    {
        var settings = fleet.Settings();
        settings["Bus:RedisUrl"] = redis.Server.Url.ToString();
        settings["Bus:VirtualHost"] = database;
        settings["UA_FACTORY_ID"] = factoryId;
        var hq = Headquarters.Build(new HeadquartersOptions
        {
            Url = "http://127.0.0.1:0",
            Database = postgreSql.Server.ConnectionString(database),
            QuietLogs = true,
            Settings = settings,
        });
        await hq.StartAsync(Token);
        return hq;
    }
}

using System.Net;
using System.Text;
using System.Text.Json;
using Corporation.Hq.Tests.Hosts;
using Corporation.LocalServers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Hq.Tests.Nodes;

/// <summary>A headquarters on a real PostgreSQL, which is killed; what comes back over the wire is read as any program would.</summary>
public sealed class When_PostgreSQL_is_away(EmptyServer postgreSql) : IClassFixture<EmptyServer>
{
    private const string Submission = $$"""{"mission_kind":"{{GhostFactory.Kind}}","idempotency_key":"once"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mission_is_refused_with_503_and_when_to_try_again_and_is_taken_when_it_is_back()
    {
        await using var redis = await RedisServer.StartAsync(new RedisServerOptions(), Token);
        await using var hq = Headquarters.Build(new HeadquartersOptions
        {
            Url = "http://127.0.0.1:0",
            Database = postgreSql.Server.ConnectionString(await postgreSql.Server.CreateDatabaseAsync()),
            QuietLogs = true,
            Settings = new Dictionary<string, string?> { ["Bus:RedisUrl"] = redis.Url.ToString() },
        });
        await hq.StartAsync(Token);
        using var http = new HttpClient { BaseAddress = new Uri(hq.Urls.First()) };
        await new GhostFactory(hq.Services.GetRequiredService<IBus>()).AnnounceAsync();

        await postgreSql.Server.KillAsync();
        using var refused = await PostAsync(http);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("2", Assert.Single(refused.Headers.GetValues("Retry-After")));
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(await refused.Content.ReadAsStringAsync(Token));
        Assert.Equal("urn:corporation:problem:store-unavailable", problem.GetProperty("type").GetString());
        Assert.Equal(503, problem.GetProperty("status").GetInt32());
        Assert.Equal("The state store is not available; nothing was changed.", problem.GetProperty("title").GetString());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);

        // 201 and not 200: nothing was stored under the key when it was refused.
        await postgreSql.Server.RestartAsync(Token);
        await TestNode.UntilAsync(async () =>
        {
            using var again = await PostAsync(http);
            return again.StatusCode == HttpStatusCode.Created;
        });
        await hq.StopAsync(Token);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http) =>
        http.PostAsync("/api/v1/missions", new StringContent(Submission, Encoding.UTF8, "application/json"), Token);
}

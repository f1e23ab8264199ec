using System.Net;
using System.Text;
using System.Text.Json;
using Corporation.Client;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Http;
using Corporation.Hq.Tests.Hosts;
using Corporation.Hq.Tests.Nodes;
using Corporation.LocalServers;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Hq.Tests.Fleet;

/// <summary>The registration route of the fleet before this one, at a headquarters on real servers; what goes over the wire is what its factories send.</summary>
public sealed class RegistrationTests(EmptyServer postgreSql) : IClassFixture<EmptyServer>, IAsyncLifetime
{
    private const string Path = "/api/v1/factory/registrations";

    private RedisServer? _redis;
    private WebApplication? _hq;
    private HttpClient _http = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync(new RedisServerOptions(), Token);
        _hq = Headquarters.Build(new HeadquartersOptions
        {
            Url = "http://127.0.0.1:0",
            Database = postgreSql.Server.ConnectionString(await postgreSql.Server.CreateDatabaseAsync()),
            QuietLogs = true,
            Settings = new Dictionary<string, string?> { ["Bus:RedisUrl"] = _redis.Url.ToString() },
        });
        await _hq.StartAsync(Token);
        _http = new HttpClient { BaseAddress = new Uri(_hq.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_hq is not null)
        {
            await _hq.StopAsync(CancellationToken.None);
            await _hq.DisposeAsync();
        }

        if (_redis is not null)
            await _redis.DisposeAsync();
    }

    [Fact]
    public async Task A_factory_of_the_old_fleet_registers_unchanged_and_is_listed_with_the_fields_that_it_knows()
    {
        var (status, answer) = await PostAsync(
            """
            {"factory_id":"old-desk","factory_role":"LOCAL_WORKER","deployment_profile":"local_workstation","registration_status":"online","heartbeat_latency_ms":12.5,
             "capabilities":["delegation_redis","vp_coder"],"metadata":{"hostname":"old","pid":7,"uptime_seconds":1.5,"policy_snapshot":{"start_ui":false}},"something_newer":1}
            """);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(answer.GetProperty("ok").GetBoolean());
        var registration = answer.GetProperty("registration");
        Assert.Equal("old-desk", registration.GetProperty("factory_id").GetString());
        Assert.Equal("api_registration", registration.GetProperty("source").GetString());
        Assert.Equal("online", registration.GetProperty("registration_status").GetString());
        Assert.Equal(12.5, registration.GetProperty("heartbeat_latency_ms").GetDouble());
        Assert.Equal(["delegation_redis", "vp_coder"], registration.GetProperty("capabilities").EnumerateArray().Select(word => word.GetString()));
        Assert.Equal("old", registration.GetProperty("metadata").GetProperty("hostname").GetString());
        Assert.True(registration.GetProperty("metadata").TryGetProperty("remote_host", out _));
        Assert.Equal(registration.GetProperty("first_seen_at").GetString(), registration.GetProperty("last_seen_at").GetString());

        await PostAsync("""{"factory_id":"old-desk","registration_status":"paused"}""");
        var list = JsonElement.Parse(await _http.GetStringAsync($"{Path}?registration_status=paused", Token));
        var listed = Assert.Single(list.GetProperty("registrations").EnumerateArray().ToList());
        Assert.Equal(registration.GetProperty("first_seen_at").GetString(), listed.GetProperty("first_seen_at").GetString());
        Assert.NotEqual(registration.GetProperty("last_seen_at").GetString(), listed.GetProperty("last_seen_at").GetString());
        Assert.Equal(1, list.GetProperty("count").GetInt32());

        // HQ lists itself, too.
        await TestNode.UntilAsync(async () => JsonElement.Parse(await _http.GetStringAsync(Path, Token)).GetProperty("count").GetInt32() == 2);
        var all = JsonElement.Parse(await _http.GetStringAsync(Path, Token));
        var self = all.GetProperty("registrations").EnumerateArray().Single(one => one.GetProperty("factory_id").GetString() == all.GetProperty("headquarters_factory_id").GetString());
        Assert.Equal(("HEADQUARTERS", "online"), (self.GetProperty("factory_role").GetString(), self.GetProperty("registration_status").GetString()));
    }

    [Theory]
    [InlineData("""{}""", 400, "factory_id")]
    [InlineData("""{"factory_id":" "}""", 400, "factory_id")]
    [InlineData("""{"factory_id":"a/b"}""", 400, "factory_id")]
    [InlineData("""{"factory_id":7}""", 422, "factory_id")]
    [InlineData("""{"factory_id":"x","factory_role":"KING"}""", 422, "factory_role")]
    [InlineData("""{"factory_id":"x","registration_status":"stale"}""", 422, "registration_status")]
    [InlineData("""{"factory_id":"x","capabilities":"all"}""", 422, "capabilities")]
    [InlineData("""{"factory_id":"x","metadata":[]}""", 422, "metadata")]
    [InlineData("""{"factory_id":"x","metadata":{"a":[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]}}""", 422, "metadata")]
    [InlineData("""{"factory_id":"x","heartbeat_latency_ms":"fast"}""", 422, "heartbeat_latency_ms")]
    [InlineData("""{"factory_id":"x" """, 400, "not JSON")]
    public async Task One_that_is_wrong_about_itself_is_refused_and_nothing_is_stored(string body, int status, string explanation)
    {
        var (answered, answer) = await PostAsync(body);

        Assert.Equal(status, (int)answered);
        Assert.Contains(explanation, answer.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(404, (int)(await _http.GetAsync("/api/v1/factories/x", Token)).StatusCode);
    }

    [Fact]
    public async Task An_order_is_kept_for_one_that_has_no_queue_and_refused_for_a_headquarters()
    {
        await PostAsync("""{"factory_id":"old-desk"}""");
        var fleet = new FleetClient(_http);
        var outcome = await fleet.ControlAsync(new FactoryControl { TargetFactoryId = "old-desk", Action = FactoryActions.Pause }, Token);
        Assert.Equal((FactoryDeliveries.Kept, FactoryMode.Paused), (outcome.Delivery, outcome.Registration!.Mode));

        await TestNode.UntilAsync(async () => JsonElement.Parse(await _http.GetStringAsync(Path, Token)).GetProperty("count").GetInt32() == 2);
        var self = JsonElement.Parse(await _http.GetStringAsync(Path, Token)).GetProperty("headquarters_factory_id").GetString()!;
        var refused = await Assert.ThrowsAsync<HqProblemException>(() => fleet.ControlAsync(new FactoryControl { TargetFactoryId = self, Action = FactoryActions.Drain }, Token));
        Assert.Equal(409, refused.Status);
    }

    [Fact]
    public async Task Nobody_registers_under_the_name_of_a_factory_that_beats_and_only_what_is_gone_can_be_deleted()
    {
        var ghost = new GhostFactory(_hq!.Services.GetRequiredService<IBus>());
        await ghost.AnnounceAsync();
        await ghost.BeatAsync();
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync($$"""{"factory_id":"{{GhostFactory.Id}}"}""")).Status);

        Assert.Equal(HttpStatusCode.Conflict, (await _http.DeleteAsync($"{Path}/{GhostFactory.Id}", Token)).StatusCode);
        await ghost.BeatAsync(cause: Contracts.Announcing.HeartbeatCause.Stop);
        var deleted = JsonElement.Parse(await (await _http.DeleteAsync($"{Path}/{GhostFactory.Id}", Token)).Content.ReadAsStringAsync(Token));
        Assert.Equal(1, deleted.GetProperty("deleted").GetInt32());
        var again = JsonElement.Parse(await (await _http.DeleteAsync($"{Path}/{GhostFactory.Id}", Token)).Content.ReadAsStringAsync(Token));
        Assert.Equal(0, again.GetProperty("deleted").GetInt32());
    }

    [Fact]
    public async Task A_heartbeat_is_answered_with_HQs_time_and_of_a_stranger_with_the_wish_that_it_announces_itself()
    {
        var ghost = new GhostFactory(_hq!.Services.GetRequiredService<IBus>());
        var stranger = await ghost.BeatAsync(change: beat => beat with { ClockSkewSeconds = 7200 });
        Assert.True(stranger.MustAnnounce);
        Assert.InRange((stranger.HqTime - TimeProvider.System.GetUtcNow()).Duration(), TimeSpan.Zero, TimeSpan.FromMinutes(1));

        await ghost.AnnounceAsync();
        Assert.False((await ghost.BeatAsync(change: beat => beat with { ClockSkewSeconds = 7200 })).MustAnnounce);
        var fleet = new FleetClient(_http);
        var view = await fleet.GetAsync(GhostFactory.Id, Token);
        Assert.Equal((FactoryStatus.Online, 7200d), (view.RegistrationStatus, view.ClockSkewSeconds));
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string body)
    {
        using var response = await _http.PostAsync(Path, new StringContent(body, Encoding.UTF8, "application/json"), Token);
        return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync(Token)));
    }
}

using System.Net;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Hq.Tests.Hosts;

namespace Corporation.Hq.Tests.Api;

public sealed class SubmitTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task A_submit_is_answered_201_with_the_stored_mission_and_where_to_find_it()
    {
        using var response = await host.PostAsync(
            "/api/v1/missions",
            """{"mission_kind":"say","priority":7,"max_retries":0,"timeout_seconds":1.5,"payload":{"task":"greet","context":{ "text" : "hé🙂" }}}""");
        var mission = await ApiHost.ReadAsync<MissionView>(response);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal($"/api/v1/missions/{mission.JobId}", response.Headers.Location?.OriginalString);
        Assert.Equal("echo", mission.MissionKind);
        Assert.Equal((7, 0, 1.5), (mission.Priority, mission.MaxRetries, mission.TimeoutSeconds));
        Assert.Equal(MissionLifeState.Queued, mission.State);
        Assert.Equal("greet", mission.Payload?.Task);
        Assert.Equal("hé🙂", mission.Payload?.Context.GetProperty("text").GetString());
        Assert.Equal(mission.JobId, (await host.GetAsync<MissionView>(response.Headers.Location!.OriginalString)).JobId);
    }

    [Fact]
    public async Task What_is_left_out_or_null_comes_from_the_kind()
    {
        var mission = await host.SubmitAsync("""{"mission_kind":"free","payload":null,"priority":null,"start_at":null}""");

        Assert.Equal((MissionLimits.DefaultPriority, 2, 30), (mission.Priority, mission.MaxRetries, mission.TimeoutSeconds));
        Assert.Equal("free", mission.Task);
        Assert.Equal("{}", mission.Payload?.Context.GetRawText());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_known_key_gives_the_same_mission_with_200(bool asHeader)
    {
        var key = $"key {Guid.NewGuid()}";
        var body = asHeader ? """{"mission_kind":"free"}""" : $$"""{"mission_kind":"free","idempotency_key":"{{key}}"}""";
        (string, string)[] headers = asHeader ? [("Idempotency-Key", key)] : [];

        using var first = await host.PostAsync("/api/v1/missions", body, headers);
        using var second = await host.PostAsync("/api/v1/missions", body, headers);

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        var mission = await ApiHost.ReadAsync<MissionView>(second);
        Assert.Equal((await ApiHost.ReadAsync<MissionView>(first)).JobId, mission.JobId);
        Assert.Equal(key, mission.IdempotencyKey);
    }

    [Fact]
    public async Task A_key_in_the_header_and_another_in_the_body_are_refused()
    {
        using var response = await host.PostAsync("/api/v1/missions", """{"mission_kind":"free","idempotency_key":"a"}""", ("Idempotency-Key", "b"));

        var problem = await ApiHost.ProblemAsync(response);
        Assert.Equal(ProblemTypes.InvalidInput, problem.Type);
        Assert.Contains("idempotency_key", problem.Errors!.Keys);
    }

    [Fact]
    public async Task A_batch_is_accepted_in_order()
    {
        using var response = await host.PostAsync(
            "/api/v1/missions/batch", """{"missions":[{"mission_kind":"free","priority":1},{"mission_kind":"free","priority":2}]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var accepted = (await ApiHost.ReadAsync<MissionBatchAccepted>(response)).Missions;
        Assert.All(accepted, mission => Assert.True(mission.Created));
        Assert.Equal(1, (await host.GetAsync<MissionView>($"/api/v1/missions/{accepted[0].JobId}")).Priority);
        Assert.Equal(2, (await host.GetAsync<MissionView>($"/api/v1/missions/{accepted[1].JobId}")).Priority);
    }

    [Fact]
    public async Task One_bad_mission_in_a_batch_means_that_none_is_accepted()
    {
        var before = host.Reader.Query("SELECT count(*) FROM missions", row => row.GetInt32(0))[0];

        using var response = await host.PostAsync(
            "/api/v1/missions/batch",
            """{"missions":[{"mission_kind":"free"},{"mission_kind":"free","priority":101},{"mission_kind":"echo","payload":{"context":{"txt":1}}},7]}""");

        var problem = await ApiHost.ProblemAsync(response);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(
            ["missions[1].priority", "missions[2].payload.context.text", "missions[2].payload.context.txt", "missions[3]"],
            problem.Errors!.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(before, host.Reader.Query("SELECT count(*) FROM missions", row => row.GetInt32(0))[0]);
    }

    [Theory]
    [InlineData("""{"missions":[]}""")]
    [InlineData("""{"missions":{}}""")]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    public async Task A_batch_without_missions_is_refused(string body)
    {
        using var response = await host.PostAsync("/api/v1/missions/batch", body);

        Assert.Equal(ProblemTypes.InvalidInput, (await ApiHost.ProblemAsync(response)).Type);
    }

    [Fact]
    public async Task A_batch_of_more_than_a_thousand_is_refused()
    {
        using var response = await host.PostAsync(
            "/api/v1/missions/batch", $$"""{"missions":[{{string.Join(',', Enumerable.Repeat("""{"mission_kind":"free"}""", 1001))}}]}""");

        Assert.Contains("1,001", (await ApiHost.ProblemAsync(response)).Errors!["missions"][0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_away_means_503_with_the_time_to_try_again()
    {
        host.Desk.IsAway = true;
        try
        {
            using var response = await host.PostAsync("/api/v1/missions", """{"mission_kind":"free"}""");

            var problem = await ApiHost.ProblemAsync(response);
            Assert.Equal((503, ProblemTypes.StoreUnavailable), (problem.Status, problem.Type));
            Assert.Contains("full", problem.Detail, StringComparison.Ordinal);
            Assert.NotNull(response.Headers.RetryAfter);
        }
        finally
        {
            host.Desk.IsAway = false;
        }
    }
}

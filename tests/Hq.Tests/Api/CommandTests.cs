using System.Net;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Hq.Tests.Hosts;

namespace Corporation.Hq.Tests.Api;

public sealed class CommandTests : IAsyncLifetime
{
    private readonly ApiHost _host = new();

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("""{"reason":"no longer needed"}""")]
    [InlineData("{}")]
    [InlineData(null)]
    public async Task A_command_answers_with_the_mission_as_it_stands_then(string? body)
    {
        var mission = await _host.SubmitAsync();

        using var response = body is null
            ? await _host.Http.PostAsync($"/api/v1/missions/{mission.JobId}/cancel", null, TestContext.Current.CancellationToken)
            : await _host.PostAsync($"/api/v1/missions/{mission.JobId}/cancel", body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(MissionLifeState.Cancelled, (await ApiHost.ReadAsync<MissionView>(response)).State);
    }

    [Theory]
    [InlineData("requeue")]
    [InlineData("discard")]
    public async Task A_command_that_the_state_does_not_allow_is_409_with_the_reason(string command)
    {
        var mission = await _host.SubmitAsync();

        using var response = await _host.PostAsync($"/api/v1/missions/{mission.JobId}/{command}", "{}");

        var problem = await ApiHost.ProblemAsync(response);
        Assert.Equal((409, ProblemTypes.IllegalState), (problem.Status, problem.Type));
        Assert.Contains("Queued", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_letters_are_counted_first_and_changed_when_the_count_is_confirmed()
    {
        await DieAsync("free", 450);
        await DieAsync("echo", 1);

        Assert.Equal(new(450, 0), await BulkAsync("requeue", """{"mission_kind":"free"}"""));
        Assert.Equal(new(450, 450), await BulkAsync("requeue", """{"mission_kind":"free","confirm_count":450,"reason":"fixed"}"""));
        Assert.Equal(new(1, 0), await BulkAsync("requeue", "{}"));
    }

    [Fact]
    public async Task A_count_that_has_changed_is_409_and_nothing_happens()
    {
        await DieAsync("free", 3);

        using var response = await _host.PostAsync("/api/v1/dead-letters/discard", """{"confirm_count":2}""");

        var problem = await ApiHost.ProblemAsync(response);
        Assert.Equal((409, ProblemTypes.CountChanged), (problem.Status, problem.Type));
        Assert.Equal(new(3, 0), await BulkAsync("discard", "{}"));
    }

    [Fact]
    public async Task Discarded_dead_letters_are_not_counted_again()
    {
        await DieAsync("free", 3);

        Assert.Equal(new(3, 3), await BulkAsync("discard", """{"confirm_count":3}"""));
        Assert.Equal(new(0, 0), await BulkAsync("discard", "{}"));
        Assert.Equal(new(0, 0), await BulkAsync("requeue", """{"confirm_count":0}"""));
    }

    [Fact]
    public async Task A_selection_by_text_and_time_means_only_those()
    {
        await DieAsync("free", 2);
        var dead = await _host.SubmitAsync("""{"mission_kind":"free","payload":{"task":"zebra"}}""");
        await _host.Desk.MoveAsync(dead.JobId, MissionLifeState.DeadLettered, MissionEventNames.DeadLettered);

        Assert.Equal(new(1, 0), await BulkAsync("requeue", """{"text":"zebra"}"""));
        Assert.Equal(new(3, 0), await BulkAsync("requeue", """{"since":"2020-01-01T00:00:00Z"}"""));
        Assert.Equal(new(0, 0), await BulkAsync("requeue", """{"until":"2020-01-01T00:00:00Z"}"""));
        Assert.Equal(new(1, 1), await BulkAsync("requeue", """{"text":"zebra","confirm_count":1}"""));
    }

    [Theory]
    [InlineData("""{"confirm_count":-1}""", "confirm_count")]
    [InlineData("""{"state":"queued"}""", "state")]
    [InlineData("""{"since":"now"}""", "since")]
    public async Task A_bad_selection_is_refused(string body, string field)
    {
        using var response = await _host.PostAsync("/api/v1/dead-letters/requeue", body);

        Assert.Contains(field, (await ApiHost.ProblemAsync(response)).Errors!.Keys);
    }

    private async Task DieAsync(string kind, int count)
    {
        var one = $$$$"""{"mission_kind":"{{{{kind}}}}","payload":{"context":{"text":"x"}}}""";
        using var response = await _host.PostAsync("/api/v1/missions/batch", $$"""{"missions":[{{string.Join(',', Enumerable.Repeat(one, count))}}]}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using var context = _host.Open();
        await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlAsync(
            context.Database, $"UPDATE missions SET current_state = 'DeadLettered' WHERE mission_kind = {kind}", TestContext.Current.CancellationToken);
    }

    private async Task<DeadLetterOutcome> BulkAsync(string command, string body)
    {
        using var response = await _host.PostAsync($"/api/v1/dead-letters/{command}", body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await ApiHost.ReadAsync<DeadLetterOutcome>(response);
    }
}

using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Hq.Tests.Hosts;

namespace Corporation.Hq.Tests.Api;

public sealed class ListTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Missions = "/api/v1/missions";

    [Fact]
    public async Task Pages_show_every_mission_once_newest_first()
    {
        var tag = Unique();
        var ids = await SubmitManyAsync(7, tag);

        var (seen, cursor) = (new List<Guid>(), (string?)null);
        do
        {
            var page = await host.GetAsync<MissionPage>($"{Missions}?text={tag}&limit=3{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.Missions.Select(mission => mission.JobId));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Reverse(ids), seen);
    }

    [Fact]
    public async Task Without_a_text_pages_follow_the_ids_and_leave_details_out()
    {
        await SubmitManyAsync(5, Unique());

        var first = await host.GetAsync<MissionPage>($"{Missions}?limit=2");
        var second = await host.GetAsync<MissionPage>($"{Missions}?limit=2&cursor={first.NextCursor}");

        string[] ids = [.. first.Missions.Concat(second.Missions).Select(mission => mission.JobId.ToString())];
        Assert.Equal(4, ids.Distinct().Count());
        Assert.Equal(ids.OrderDescending(StringComparer.Ordinal), ids);
        Assert.All(first.Missions, mission => Assert.Null(mission.Payload));
    }

    [Fact]
    public async Task States_can_be_repeated_and_comma_separated_and_are_merged_in_order()
    {
        var ids = await SubmitManyAsync(4, Unique());
        await host.Desk.MoveAsync(ids[0], MissionLifeState.Expired, MissionEventNames.Expired);
        await host.Desk.MoveAsync(ids[1], MissionLifeState.Failed, MissionEventNames.Failed);
        await host.Desk.MoveAsync(ids[3], MissionLifeState.Expired, MissionEventNames.Expired);

        var repeated = await host.GetAsync<MissionPage>($"{Missions}?state=failed&state=expired");
        var separated = await host.GetAsync<MissionPage>($"{Missions}?state=failed,expired&mission_kind=free");

        Guid[] expected = [ids[3], ids[1], ids[0]];
        Assert.Equal(expected, repeated.Missions.Select(mission => mission.JobId).Where(ids.Contains));
        Assert.Equal(expected, separated.Missions.Select(mission => mission.JobId).Where(ids.Contains));
        Assert.All(repeated.Missions, mission => Assert.Equal("FAILED", mission.Status));
    }

    [Fact]
    public async Task Kind_and_factory_filter_with_and_without_each_other()
    {
        var factory = $"f-{Unique()}";
        var ids = await SubmitManyAsync(3, Unique());
        var echo = (await host.SubmitAsync()).JobId;
        foreach (var id in new[] { ids[0], ids[2], echo })
            await host.Desk.MoveAsync(id, MissionLifeState.Running, MissionEventNames.Started, change: mission => mission.FactoryId = factory);

        Assert.Equal([echo, ids[2], ids[0]], await ListAsync($"factory_id={factory}"));
        Assert.Equal([ids[2], ids[0]], await ListAsync($"factory_id={factory}&mission_kind=free"));
        Assert.Equal([echo], await ListAsync($"factory_id={factory}&mission_kind=echo&state=running"));
        Assert.Empty(await ListAsync($"factory_id={factory}&state=queued"));
    }

    [Fact]
    public async Task Since_is_inclusive_and_until_exclusive_to_the_microsecond()
    {
        var tag = Unique();
        var ids = await SubmitManyAsync(3, tag);
        var middle = (await host.GetAsync<MissionView>($"{Missions}/{ids[1]}")).CreatedAt;
        var at = Uri.EscapeDataString(middle.ToString("O"));

        Assert.Equal([ids[2], ids[1]], await ListAsync($"since={at}&text={tag}"));
        Assert.Equal([ids[0]], await ListAsync($"until={at}&text={tag}"));
        Assert.Equal([ids[2], ids[1]], (await ListAsync($"since={at}&mission_kind=free")).Where(ids.Contains));
        Assert.Equal([ids[0]], (await ListAsync($"until={at}&state=queued")).Where(ids.Contains));
        Assert.Empty(await ListAsync($"since={at}&until={at}"));
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("AND OR NOT NEAR(")]
    [InlineData("task:x ^y -z")]
    [InlineData("*")]
    [InlineData("()")]
    [InlineData("'; DROP TABLE missions; --")]
    [InlineData("a\"b\" \"\"")]
    [InlineData("{x} + y")]
    [InlineData("🙂 ½")]
    public async Task No_text_is_an_error(string text)
    {
        var page = await host.GetAsync<MissionPage>($"{Missions}?text={Uri.EscapeDataString(text)}");

        Assert.NotNull(page.Missions);
    }

    [Fact]
    public async Task A_text_finds_task_key_and_error_words_and_prefixes_with_a_star()
    {
        var tag = Unique();
        var byTask = await host.SubmitAsync($$$"""{"mission_kind":"free","payload":{"task":"Deploy the Café-{{{tag}}}, now"}}""");
        var byKey = await host.SubmitAsync($$"""{"mission_kind":"free","idempotency_key":"order:{{tag}}"}""");
        var byError = await host.SubmitAsync("""{"mission_kind":"free"}""");
        await host.Desk.MoveAsync(byError.JobId, MissionLifeState.Failed, MissionEventNames.Failed, change: mission =>
        {
            mission.ErrorType = "boom";
            mission.ErrorMessage = $"could not find {tag}.";
        });

        Assert.Equal([byError.JobId, byKey.JobId, byTask.JobId], await ListAsync($"text={tag}"));
        Assert.Equal([byTask.JobId], await ListAsync($"text=cafe%20{tag}%20deploy"));
        Assert.Equal([byTask.JobId], await ListAsync($"text=depl*%20{tag}"));
        Assert.Equal([byError.JobId], await ListAsync($"text={tag}&state=failed"));
        Assert.Empty(await ListAsync($"text={tag}%20nowhere"));
    }

    [Fact]
    public async Task A_cursor_of_other_filters_is_refused()
    {
        await SubmitManyAsync(3, Unique());
        var cursor = (await host.GetAsync<MissionPage>($"{Missions}?limit=1")).NextCursor;

        using var response = await host.Http.GetAsync($"{Missions}?limit=1&state=queued&cursor={cursor}", TestContext.Current.CancellationToken);

        Assert.Contains("other filters", (await ApiHost.ProblemAsync(response)).Errors!["cursor"][0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_name_states_as_the_wire_does()
    {
        // One of them stays queued, whatever other tests leave behind.
        var ids = await SubmitManyAsync(2, Unique());
        await host.Desk.MoveAsync(ids[0], MissionLifeState.DeadLettered, MissionEventNames.DeadLettered);

        // Counts may be a second old.
        var deadline = TimeProvider.System.GetTimestamp();
        string text;
        do
        {
            text = await host.Http.GetStringAsync($"{Missions}/counts", TestContext.Current.CancellationToken);
        }
        while (!(text.Contains("\"dead_lettered\":", StringComparison.Ordinal) && text.Contains("\"queued\":", StringComparison.Ordinal))
            && TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(10));

        Assert.Contains("\"dead_lettered\":", text, StringComparison.Ordinal);
        Assert.Contains("\"queued\":", text, StringComparison.Ordinal);
    }

    private static string Unique() => $"t{Guid.NewGuid():N}";

    private async Task<IReadOnlyList<Guid>> ListAsync(string query) =>
        [.. (await host.GetAsync<MissionPage>($"{Missions}?{query}")).Missions.Select(mission => mission.JobId)];

    private async Task<List<Guid>> SubmitManyAsync(int count, string tag)
    {
        var ids = new List<Guid>();
        for (var index = 0; index < count; index++)
        {
            ids.Add((await host.SubmitAsync($$$"""{"mission_kind":"free","payload":{"task":"{{{tag}}}"}}""")).JobId);

            // Ids of one millisecond have no order.
            var begun = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromMilliseconds(2))
                await Task.Yield();
        }

        return ids;
    }
}

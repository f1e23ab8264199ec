using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Hq.Auditing;

namespace Corporation.Hq.Tests.Auditing;

public sealed class FileInvariantTests(ToldFile store) : InvariantTests(store), IClassFixture<ToldFile>;

public sealed class ServerInvariantTests(ToldServer store) : InvariantTests(store), IClassFixture<ToldServer>
{
    [Fact]
    public async Task Nothing_is_read_from_end_to_end_in_a_store_with_many_missions()
    {
        await Store.TamperAsync(
            """
            insert into missions (mission_id, version, current_state, mission_kind, task, priority, timeout_seconds, max_retries, retry_delay_seconds,
                attempt, retries_used, round, created_at, updated_at, finished_at, last_sequence)
            select ('01900000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 1, 'Succeeded', 'echo', 'say', 1, 30, 1, 1, 1, 0, 1, 1, 1, 1, 4
            from generate_series(1, 50000) as n(i);
            insert into mission_payloads select mission_id, '{}' from missions;
            insert into mission_results select mission_id, 1, 'null', 1 from missions;
            insert into mission_events (mission_id, sequence, occurred_at, event, actor, attempt)
            select mission_id, k, 1, (array['submitted', 'queued', 'claimed', 'succeeded'])[k], 'hq', case when k < 3 then 0 else 1 end
            from missions, generate_series(1, 4) as e(k);
            """);
        await Store.TamperAsync("analyze");

        var page = await new InvariantChecker(Store.Reader).CheckAsync(Guid.Empty, int.MaxValue, Grace, Token);
        var (first, last) = (Guid.Parse("01900000-0000-7000-8000-000000001000"), Guid.Parse("01900000-0000-7000-8000-0000000017d0"));
        var plan = await Store.Reader.QueryAsync("explain " + InvariantSql.Judge(Store.Reader.Engine), row => row.GetString(0), [first, last, 1L, 20], Token);

        Assert.Equal((50_000, 200_000, 0), (page.Missions, page.Events, page.Violations.Count));
        Assert.DoesNotContain(plan, step => step.Contains("Seq Scan", StringComparison.Ordinal));
    }
}

/// <summary>The checker says nothing of sound missions, and finds each way in which one can be unsound.</summary>
public abstract class InvariantTests(ToldStore store) : IAsyncLifetime
{
    private const string Success = "submitted queued offered claimed started succeeded";

    private protected static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private protected ToldStore Store => store;

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await store.ClearAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("submitted queued", MissionLifeState.Queued)]
    [InlineData("submitted scheduled", MissionLifeState.Scheduled)]
    [InlineData("submitted queued offered offer_lapsed", MissionLifeState.Queued)]
    [InlineData("submitted queued offered claimed", MissionLifeState.Claimed)]
    [InlineData("submitted queued offered claimed started progressed cancel_requested", MissionLifeState.Running)]
    [InlineData(Success, MissionLifeState.Succeeded)]
    [InlineData("submitted queued offered claimed started attempt_failed failed", MissionLifeState.Failed)]
    [InlineData("submitted queued offered claimed lease_lapsed retry_scheduled", MissionLifeState.Retrying)]
    [InlineData("submitted queued offered claimed lease_lapsed retry_scheduled queued offered claimed started late_result succeeded late_result", MissionLifeState.Succeeded)]
    [InlineData("submitted queued offered claimed started released queued offered claimed started succeeded", MissionLifeState.Succeeded)]
    [InlineData("submitted queued offered claimed started attempt_timed_out cancelled", MissionLifeState.Cancelled)]
    [InlineData("submitted queued cancelled", MissionLifeState.Cancelled)]
    [InlineData("submitted queued offered claimed started expired", MissionLifeState.Expired)]
    [InlineData("submitted queued offered claimed attempt_failed dead_lettered discarded", MissionLifeState.DeadLettered)]
    [InlineData("submitted queued claimed attempt_failed retry_scheduled queued claimed attempt_failed dead_lettered requeued queued claimed succeeded", MissionLifeState.Succeeded)]
    public async Task A_sound_mission_breaks_nothing(string story, MissionLifeState state)
    {
        await store.TellAsync(story, state);

        var page = await CheckAsync();

        Assert.Empty(page.Violations);
        Assert.Equal((1, story.Split(' ').Length), (page.Missions, page.Events));
    }

    [Theory]
    [InlineData("delete from missions", InvariantNames.Lost, "6 events, but no mission")]
    [InlineData("delete from mission_events", InvariantNames.Lost, "no events")]
    [InlineData("delete from mission_payloads", InvariantNames.Lost, "payload")]
    [InlineData("delete from mission_results", InvariantNames.Lost, "no result")]
    [InlineData("delete from mission_events where sequence = 3", InvariantNames.TimelineGap, "5 events, numbered 1 to 6; the row says 6")]
    [InlineData("delete from mission_events where sequence = 1", InvariantNames.TimelineGap, "numbered 2 to 6")]
    [InlineData("delete from mission_events where sequence = 6", InvariantNames.TimelineGap, "numbered 1 to 5; the row says 6")]
    [InlineData("update missions set current_state = 'Running'", InvariantNames.RowDisagrees, "the row is Running after succeeded")]
    [InlineData("update missions set finished_at = null", InvariantNames.RowDisagrees, "not finished")]
    [InlineData("update missions set attempt = 2", InvariantNames.AttemptsMiscounted, "the row says 2 attempts; 1 were claimed")]
    [InlineData("update missions set retries_used = 1", InvariantNames.AttemptsMiscounted, "1 retries used of 3; the events tell of 0")]
    [InlineData("update missions set round = 2", InvariantNames.AttemptsMiscounted, "the row says round 2; 0 requeues")]
    [InlineData("update mission_events set attempt = 2 where sequence = 5", InvariantNames.AttemptsMiscounted, "started at 5 is of attempt 2; 1 were claimed before")]
    [InlineData("update mission_results set attempt = 2", InvariantNames.StaleRecorded, "the result is of attempt 2, success was of 1")]
    public async Task Whoever_tampers_with_a_mission_is_found_out(string sql, string invariant, string detail)
    {
        var mission = await store.TellAsync(Success, MissionLifeState.Succeeded);
        await store.TamperAsync(sql);

        await AssertFoundAsync(mission, invariant, detail);
    }

    [Theory]
    [InlineData("submitted queued claimed started succeeded succeeded", MissionLifeState.Succeeded, InvariantNames.DoubleRecorded, "ended again: succeeded at 6")]
    [InlineData("submitted queued claimed succeeded cancelled", MissionLifeState.Cancelled, InvariantNames.DoubleRecorded, "ended again: cancelled at 5")]
    [InlineData("submitted queued claimed lease_lapsed retry_scheduled succeeded", MissionLifeState.Succeeded, InvariantNames.StaleRecorded, "succeeded of attempt 1 at 6")]
    [InlineData("submitted queued claimed lease_lapsed attempt_failed retry_scheduled", MissionLifeState.Retrying, InvariantNames.StaleRecorded, "attempt_failed of attempt 1 at 5")]
    [InlineData("submitted queued claimed started claimed started", MissionLifeState.Running, InvariantNames.OverlappingClaims, "attempt 2 was claimed at 5 while attempt 1 held")]
    [InlineData("submitted queued cancelled claimed", MissionLifeState.Claimed, InvariantNames.OverlappingClaims, "attempt 1 was claimed at 4 after the end")]
    public async Task A_story_that_must_not_be_is_found(string story, MissionLifeState state, string invariant, string detail)
    {
        var mission = await store.TellAsync(story, state);

        await AssertFoundAsync(mission, invariant, detail);
    }

    public static TheoryData<string, MissionLifeState, string> Stuck => new()
    {
        { "submitted queued offered claimed", MissionLifeState.Claimed, "Claimed, but nothing is due" },
        { "submitted queued offered claimed lease_lapsed retry_scheduled", MissionLifeState.Retrying, "Retrying, but nothing is due" },
        { "submitted scheduled", MissionLifeState.Scheduled, "Scheduled, but nothing is due" },
    };

    [Theory]
    [MemberData(nameof(Stuck))]
    public async Task A_mission_that_nothing_will_move_is_stuck(string story, MissionLifeState state, string detail)
    {
        var mission = await store.TellAsync(story, state, row => row.WakeAt = null);

        await AssertFoundAsync(mission, InvariantNames.Stuck, detail);
    }

    [Fact]
    public async Task What_is_due_may_be_late_for_as_long_as_the_grace_says()
    {
        var late = TimeProvider.System.GetUtcNow().AddMinutes(-10);
        var mission = await store.TellAsync("submitted queued claimed lease_lapsed retry_scheduled", MissionLifeState.Retrying, row => row.WakeAt = late);

        await AssertFoundAsync(mission, InvariantNames.Stuck, "Retrying, due since");
        Assert.Empty((await new InvariantChecker(store.Reader).CheckAsync(Guid.Empty, 100, TimeSpan.FromHours(1), Token)).Violations);
    }

    [Fact]
    public async Task A_lease_that_is_over_and_was_not_judged_is_found()
    {
        var mission = await store.TellAsync(
            "submitted queued claimed", MissionLifeState.Claimed, row => row.LeaseExpiresAt = TimeProvider.System.GetUtcNow().AddMinutes(-10));

        await AssertFoundAsync(mission, InvariantNames.Stuck, "its lease is over");
    }

    [Fact]
    public async Task Breaches_are_counted_all_and_named_in_part_over_all_pages()
    {
        for (var i = 0; i < 30; i++)
            await store.TellAsync("submitted queued cancelled", MissionLifeState.Cancelled, row => row.Round = 2);
        var checker = new InvariantChecker(store.Reader);
        var sum = new InvariantSum(InvariantChecker.MostNamed);

        Guid? after = Guid.Empty;
        var pages = 0;
        for (; after is { } position; pages++)
        {
            var page = await checker.CheckAsync(position, 7, Grace, Token);
            sum.Add(page);
            after = page.NextAfter;
        }

        var violation = Assert.Single(sum.ToPage(null).Violations);
        Assert.Equal((5, 30, 20), (pages, violation.Count, violation.Breaches.Count));
        Assert.Equal(20, violation.Breaches.Select(breach => breach.JobId).Distinct().Count());
    }

    [Fact]
    public async Task Two_results_of_one_mission_are_found_where_no_key_refuses_them()
    {
        var mission = await store.TellAsync(Success, MissionLifeState.Succeeded);
        await store.TamperAsync("create table copies as select * from mission_results");
        await store.TamperAsync("alter table mission_results rename to kept");
        await store.TamperAsync("alter table copies rename to mission_results");
        try
        {
            await store.TamperAsync("insert into mission_results select * from mission_results");
            await AssertFoundAsync(mission, InvariantNames.DoubleRecorded, "2 results");
        }
        finally
        {
            await store.TamperAsync("drop table mission_results");
            await store.TamperAsync("alter table kept rename to mission_results");
        }
    }

    private async Task AssertFoundAsync(Guid mission, string invariant, string detail)
    {
        var violations = (await CheckAsync()).Violations;
        var found = Assert.Single(violations, violation => violation.Invariant == invariant);
        Assert.Contains(found.Breaches, breach => breach.JobId == mission && breach.Detail.Contains(detail, StringComparison.Ordinal));
    }

    private Task<InvariantPage> CheckAsync() => new InvariantChecker(store.Reader).CheckAsync(Guid.Empty, 100, Grace, Token);
}

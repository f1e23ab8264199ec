using System.Net;
using System.Net.Sockets;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;

namespace Corporation.Client.Tests;

public sealed class MissionClientTests
{
    private static readonly Guid Id = Guid.Parse("0199c5f1-6a2e-7c3b-9d4e-0123456789ab");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_submit_without_a_key_gets_one_and_keeps_it_when_tried_again()
    {
        var bodies = new List<string>();
        await using var hq = new FakeHq(call =>
        {
            bodies.Add(call.Body);
            return call.Number == 1 ? null : FakeHq.Json(201, Mission("queued"));
        });

        var submitted = await Client(hq.Address).SubmitAsync(new() { MissionKind = "echo" }, Token);

        Assert.True(submitted.Created);
        Assert.Equal(2, bodies.Count);
        Assert.Equal(bodies[0], bodies[1]);
        Assert.Contains("\"idempotency_key\":\"auto-", bodies[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_known_mission_is_not_called_created()
    {
        await using var hq = new FakeHq(_ => FakeHq.Json(200, Mission("succeeded")));

        Assert.False((await Client(hq.Address).SubmitAsync(new() { MissionKind = "echo", IdempotencyKey = "k" }, Token)).Created);
    }

    [Fact]
    public async Task A_read_is_tried_three_times_and_a_command_once()
    {
        await using var hq = new FakeHq(_ => null);

        await Assert.ThrowsAsync<HqUnreachableException>(() => Client(hq.Address).GetAsync(Id, null, Token));
        Assert.Equal(3, hq.Calls);
        await Assert.ThrowsAsync<HqUnreachableException>(() => Client(hq.Address).CancelAsync(Id, null, Token));
        Assert.Equal(4, hq.Calls);
        await Assert.ThrowsAsync<HqUnreachableException>(() => Client(hq.Address).SubmitBatchAsync(new([new() { MissionKind = "echo" }]), Token));
        Assert.Equal(5, hq.Calls);
    }

    [Fact]
    public async Task A_busy_store_is_waited_for()
    {
        await using var hq = new FakeHq(call => call.Number < 3
            ? FakeHq.Json(503, $$"""{"type":"{{ProblemTypes.StoreUnavailable}}","title":"Away.","status":503}""", "application/problem+json")
            : FakeHq.Json(200, Mission("running")));

        Assert.Equal(MissionLifeState.Running, (await Client(hq.Address).GetAsync(Id, null, Token)).State);
    }

    [Fact]
    public async Task A_no_carries_type_detail_and_the_errors_of_each_field()
    {
        await using var hq = new FakeHq(_ => FakeHq.Json(
            400, $$"""{"type":"{{ProblemTypes.InvalidInput}}","title":"Bad.","status":400,"detail":"d","errors":{"priority":["too high"]},"new":1}""",
            "application/problem+json"));

        var problem = await Assert.ThrowsAsync<HqProblemException>(() => Client(hq.Address).SubmitAsync(new() { MissionKind = "echo" }, Token));

        Assert.Equal((400, ProblemTypes.InvalidInput, "d"), (problem.Status, problem.Type, problem.Detail));
        Assert.Equal(["too high"], problem.Errors["priority"]);
        Assert.Equal(1, hq.Calls);
    }

    [Theory]
    [InlineData(200, "<html>Welcome</html>", "text/html", "Welcome")]
    [InlineData(200, "null", "application/json", "null")]
    [InlineData(502, "<html>Bad gateway</html>", "text/html", "502")]
    [InlineData(404, "{}", "application/json", "404")]
    public async Task An_answer_that_is_not_HQ_s_says_what_it_was(int status, string body, string type, string word)
    {
        await using var hq = new FakeHq(_ => FakeHq.Json(status, body, type));

        var exception = await Assert.ThrowsAsync<HqUnreachableException>(() => Client(hq.Address).ListKindsAsync(Token));

        Assert.Contains(word, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_there_is_said_with_the_address()
    {
        int port;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        var exception = await Assert.ThrowsAsync<HqUnreachableException>(
            () => Client(new($"http://127.0.0.1:{port}")).CountAsync(Token));

        Assert.Contains($"127.0.0.1:{port}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Giving_up_is_a_cancellation_and_not_a_failure_of_HQ()
    {
        using var giveUp = new CancellationTokenSource();
        await using var hq = new FakeHq(_ =>
        {
            giveUp.Cancel();
            return null;
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client(hq.Address).GetAsync(Id, null, giveUp.Token));
    }

    [Fact]
    public async Task A_stream_that_breaks_is_continued_after_the_last_row_and_ends_when_HQ_says_so()
    {
        var heads = new List<string>();
        await using var hq = new FakeHq(call =>
        {
            heads.Add(call.Head);
            return call.Number switch
            {
                1 => FakeHq.Stream($"retry: 1000\nid: 0\nevent: open\ndata: {{}}\n\n{Event(1)}: keep-alive\n\n{Event(2)}id: 3\ndata: half"),
                2 => null,
                _ => FakeHq.Stream($"{Event(3)}event: end\ndata: {{}}\n\n"),
            };
        });

        var rows = new List<long>();
        await foreach (var row in Client(hq.Address).WatchAsync(Id, 0, Token))
            rows.Add(row.Sequence);

        Assert.Equal([1, 2, 3], rows);
        Assert.Contains("Last-Event-ID: 2", heads[1], StringComparison.Ordinal);
        Assert.Contains("Last-Event-ID: 2", heads[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_of_all_that_breaks_before_its_first_row_continues_where_it_began()
    {
        var heads = new List<string>();
        await using var hq = new FakeHq(call =>
        {
            heads.Add(call.Head);
            return FakeHq.Stream(call.Number == 1 ? "id: 41\nevent: open\ndata: {}\n\n" : $"{Event(42)}");
        });

        await foreach (var row in Client(hq.Address).WatchAllAsync(null, Token))
        {
            Assert.Equal(42, row.Sequence);
            break;
        }

        Assert.DoesNotContain("Last-Event-ID", heads[0], StringComparison.Ordinal);
        Assert.Contains("Last-Event-ID: 41", heads[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_is_refused_is_not_tried_again()
    {
        await using var hq = new FakeHq(_ => FakeHq.Json(
            404, $$"""{"type":"{{ProblemTypes.NotFound}}","title":"None.","status":404}""", "application/problem+json"));

        await Assert.ThrowsAsync<HqProblemException>(async () =>
        {
            await foreach (var _ in Client(hq.Address).FollowLogAsync(Id, 0, Token))
                Assert.Fail("There is no row.");
        });
        Assert.Equal(1, hq.Calls);
    }

    [Fact]
    public async Task A_typed_run_waits_for_the_result()
    {
        await using var hq = new FakeHq(call => call.Number < 3
            ? FakeHq.Json(201, Mission("running"))
            : FakeHq.Json(200, Mission("succeeded", ""","result":{"said_text":"hi"}""")));

        Assert.Equal(new Said("hi"), await Client(hq.Address).RunAsync<Said>("echo", new { Text = "hi" }, Token));
    }

    [Fact]
    public async Task A_typed_run_that_fails_throws_the_mission()
    {
        await using var hq = new FakeHq(_ => FakeHq.Json(201, Mission("dead_lettered", ""","error":{"type":"boom","message":"it broke"}""")));

        var exception = await Assert.ThrowsAsync<MissionFailedException>(() => Client(hq.Address).RunAsync<Said>("echo", new { }, Token));

        Assert.Contains("ended as dead_lettered", exception.Message, StringComparison.Ordinal);
        Assert.Contains("it broke", exception.Message, StringComparison.Ordinal);
        Assert.Equal(Id, exception.Mission.JobId);
    }

    [Fact]
    public async Task A_query_is_written_with_every_part()
    {
        var head = "";
        await using var hq = new FakeHq(call =>
        {
            head = call.Head;
            return FakeHq.Json(200, """{"missions":[],"page_of_the_future":1}""");
        });

        await Client(hq.Address).ListAsync(
            new()
            {
                States = [MissionLifeState.DeadLettered, MissionLifeState.Queued],
                MissionKind = "system:ping",
                Text = "a b&c",
                Limit = 5,
                Since = new DateTimeOffset(2026, 1, 1, 1, 0, 0, TimeSpan.FromHours(1)),
            },
            Token);

        Assert.StartsWith(
            "GET /api/v1/missions?state=dead_lettered&state=queued&mission_kind=system%3Aping&text=a%20b%26c&since=2026-01-01T00%3A00%3A00Z&limit=5 ",
            head,
            StringComparison.Ordinal);
    }

    private static MissionClient Client(Uri address) => new(new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address });

    private static string Event(long sequence) =>
        $$"""
        id: {{sequence}}
        data: {"position":{{sequence}},"job_id":"{{Id}}","sequence":{{sequence}},"occurred_at":"2026-01-01T00:00:00Z","event":"progressed","actor":"hq","attempt":1}


        """.ReplaceLineEndings("\n");

    private static string Mission(string state, string more = "") =>
        $$"""
        {"job_id":"{{Id}}","mission_kind":"echo","state":"{{state}}","task":"t","priority":1,"timeout_seconds":1,"max_retries":0,"attempt":1,
         "retries_used":0,"round":1,"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","new_field":true{{more}}}
        """;

    private sealed record Said(string SaidText);
}

using System.Net;
using System.Text;
using Corporation.Contracts.Http;
using Corporation.Hq.Tests.Hosts;

namespace Corporation.Hq.Tests.Api;

public sealed class BadInputTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Submit = "/api/v1/missions";

    /// <summary>Body, the field that is named, and a word of the explanation.</summary>
    public static TheoryData<string, string, string> WrongFields { get; } = new()
    {
        { """[]""", "body", "an array" },
        { """3""", "body", "the number 3" },
        { """{}""", "mission_kind", "required" },
        { """{"mission_kind":null}""", "mission_kind", "required" },
        { """{"mission_kind":5}""", "mission_kind", "must be a string" },
        { """{"mission_kind":""}""", "mission_kind", "empty" },
        { """{"mission_kind":"Bad Kind"}""", "mission_kind", "not a legal name" },
        { """{"mission_kind":"free","prioritty":1}""", "prioritty", "not a known field" },
        { """{"mission_kind":"free","Priority":1}""", "Priority", "not a known field" },
        { """{"mission_kind":"free","priority":-1}""", "priority", "0 to 100" },
        { """{"mission_kind":"free","priority":101}""", "priority", "101" },
        { """{"mission_kind":"free","priority":1.5}""", "priority", "whole number" },
        { """{"mission_kind":"free","priority":"1"}""", "priority", "a string" },
        { """{"mission_kind":"free","priority":99999999999999999999}""", "priority", "99999999999999999999" },
        { """{"mission_kind":"free","priority":true}""", "priority", "true" },
        { """{"mission_kind":"free","max_retries":101}""", "max_retries", "0 to 100" },
        { """{"mission_kind":"free","timeout_seconds":0}""", "timeout_seconds", "0.1 to 604800" },
        { """{"mission_kind":"free","timeout_seconds":604801}""", "timeout_seconds", "604801" },
        { """{"mission_kind":"free","timeout_seconds":1e400}""", "timeout_seconds", "1e400" },
        { """{"mission_kind":"free","timeout_seconds":"NaN"}""", "timeout_seconds", "a string" },
        { """{"mission_kind":"free","idempotency_key":""}""", "idempotency_key", "empty" },
        { """{"mission_kind":"free","idempotency_key":7}""", "idempotency_key", "the number 7" },
        { """{"mission_kind":"free","idempotency_key":"a\nb"}""", "idempotency_key", "control character" },
        { """{"mission_kind":"free","start_at":"2030-01-01T00:00:00"}""", "start_at", "no offset" },
        { """{"mission_kind":"free","start_at":"tomorrow"}""", "start_at", "ISO 8601" },
        { """{"mission_kind":"free","start_at":1700000000}""", "start_at", "ISO 8601" },
        { """{"mission_kind":"free","start_at":"9000-01-01T00:00:00Z"}""", "start_at", "366 days" },
        { """{"mission_kind":"free","deadline_at":"2001-01-01T00:00:00Z"}""", "deadline_at", "has passed" },
        { """{"mission_kind":"free","deadline_at":"2026-13-41T00:00:00Z"}""", "deadline_at", "ISO 8601" },
        { """{"mission_kind":"free","payload":[]}""", "payload", "an array" },
        { """{"mission_kind":"free","payload":{"contxt":{}}}""", "payload.contxt", "not a known field" },
        { """{"mission_kind":"free","payload":{"task":" "}}""", "payload.task", "empty" },
        { """{"mission_kind":"free","payload":{"task":"a\u0000b"}}""", "payload.task", "NUL" },
        { """{"mission_kind":"free","payload":{"context":"{}"}}""", "payload.context", "a string" },
        { """{"mission_kind":"free","payload":{"context":[1]}}""", "payload.context", "an array" },
    };

    /// <summary>Body as bytes in Latin-1, and a word of the explanation.</summary>
    public static TheoryData<string, string> NotJson { get; } = new()
    {
        { "", "empty" },
        { "{", "Line 1" },
        { "{\"mission_kind\":\n  \"free\",\n  oops}", "Line 3, position 3" },
        { """{"mission_kind":"free",}""", "position 24" },
        { """{"mission_kind":"free"} {}""", "position 25" },
        { """{'mission_kind':'free'}""", "position 2" },
        { """{"mission_kind":"free","priority":NaN}""", "'N'" },
        { """{"mission_kind":"free","priority":01}""", "position" },
        { """{"mission_kind":"free","mission_kind":"echo"}""", "mission_kind" },
        { """{"mission_kind":"free","payload":{"context":{"a":1,"a":2}}}""", "a" },
        { "{\"mission_kind\":\"free\xff\"}", "UTF-8" },
        { """{"mission_kind":"free","payload":{"context":{"a":"\ud800"}}}""", "surrogate" },
        { """{"mission_kind":"free","payload":{"context":{"\udc00x":1}}}""", "surrogate" },
        { """{"mission_kind":"free","payload":{"task":"\ud83d\ud83d"}}""", "surrogate" },
        { Free(new string('[', 70) + new string(']', 70)), "depth" },
    };

    [Theory]
    [MemberData(nameof(WrongFields))]
    public async Task A_wrong_field_is_named_and_explained(string body, string field, string explanation)
    {
        using var response = await host.PostAsync(Submit, body);

        var problem = await ApiHost.ProblemAsync(response);
        Assert.Equal((400, ProblemTypes.InvalidInput), (problem.Status, problem.Type));
        Assert.Contains(problem.Errors![field], message => message.Contains(explanation, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(NotJson))]
    public async Task What_is_not_JSON_is_refused_with_the_place(string body, string explanation)
    {
        using var response = await host.PostAsync(Submit, Encoding.Latin1.GetBytes(body), "application/json");

        var problem = await ApiHost.ProblemAsync(response);
        Assert.Equal((400, ProblemTypes.MalformedJson), (problem.Status, problem.Type));
        Assert.Contains(explanation, problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_errors_are_told_at_once()
    {
        using var response = await host.PostAsync(
            Submit,
            """{"mission_kind":"echo","priority":1000,"max_retries":-1,"surprise":1,"start_at":"x","payload":{"task":5,"context":{"repeat":"no","extra":1}}}""");

        var problem = await ApiHost.ProblemAsync(response);
        Assert.Equal(ProblemTypes.InvalidInput, problem.Type);
        Assert.Equal(
            ["max_retries", "payload.context.extra", "payload.context.repeat", "payload.context.text", "payload.task", "priority", "start_at", "surprise"],
            problem.Errors!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_unknown_kind_names_those_that_are_known_and_the_one_that_was_meant()
    {
        using var response = await host.PostAsync(Submit, """{"mission_kind":"ecko"}""");

        var problem = await ApiHost.ProblemAsync(response);
        Assert.Equal((400, ProblemTypes.UnknownKind), (problem.Status, problem.Type));
        var message = Assert.Single(problem.Errors!["mission_kind"]);
        Assert.Contains("Did you mean 'echo'?", message, StringComparison.Ordinal);
        Assert.Contains("system:ping", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payload_that_does_not_fit_the_schema_names_every_field()
    {
        using var response = await host.PostAsync(
            Submit, """{"mission_kind":"echo","payload":{"context":{"text":5,"tags":["a",1],"inner":{"loud":"x","when":"soon","deeper":{}}}}}""");

        var problem = await ApiHost.ProblemAsync(response);
        Assert.Equal((400, ProblemTypes.PayloadMismatch), (problem.Status, problem.Type));
        Assert.Equal(
            ["payload.context.inner.deeper.loud", "payload.context.inner.loud", "payload.context.inner.when", "payload.context.tags[1]", "payload.context.text"],
            problem.Errors!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_context_over_the_limit_is_413_with_size_and_limit()
    {
        var limit = 256 * 1024;
        using var fits = await host.PostAsync(Submit, Free('"' + new string('x', limit - 8) + '"'));
        using var over = await host.PostAsync(Submit, Free('"' + new string('x', limit - 7) + '"'));

        Assert.Equal(HttpStatusCode.Created, fits.StatusCode);
        var problem = await ApiHost.ProblemAsync(over);
        Assert.Equal((413, ProblemTypes.TooLarge), (problem.Status, problem.Type));
        Assert.Contains("262,145 bytes", problem.Errors!["payload.context"][0], StringComparison.Ordinal);
        Assert.Contains("262,144", problem.Errors!["payload.context"][0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_413_with_the_limit(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Submit)
        {
            Content = new StringContent(new string(' ', 600_000), Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);

        var problem = await ApiHost.ProblemAsync(response);
        Assert.Equal((413, ProblemTypes.TooLarge), (problem.Status, problem.Type));
        Assert.Contains("589,824", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_may_be_larger_than_a_single_submit()
    {
        var missions = string.Join(',', Enumerable.Repeat(Free('"' + new string('x', 200_000) + '"'), 10));

        using var response = await host.PostAsync("/api/v1/missions/batch", $$"""{"missions":[{{missions}}]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public async Task A_body_of_another_type_is_415(string? contentType)
    {
        using var response = await host.PostAsync(Submit, """{"mission_kind":"free"}"""u8.ToArray(), contentType);

        Assert.Equal((415, ProblemTypes.UnsupportedMediaType), ((await ApiHost.ProblemAsync(response)) is var problem ? (problem.Status, problem.Type) : default));
    }

    [Fact]
    public async Task A_byte_order_mark_does_no_harm()
    {
        using var response = await host.PostAsync(Submit, [0xEF, 0xBB, 0xBF, .. """{"mission_kind":"free"}"""u8], "application/json");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", 404, ProblemTypes.NotFound)]
    [InlineData("GET", "/nothing", 404, ProblemTypes.NotFound)]
    [InlineData("DELETE", "/api/v1/missions", 405, ProblemTypes.MethodNotAllowed)]
    [InlineData("GET", "/api/v1/missions/7", 404, ProblemTypes.NotFound)]
    [InlineData("GET", "/api/v1/missions/01999999-0000-7000-8000-000000000000", 404, ProblemTypes.NotFound)]
    [InlineData("GET", "/api/v1/missions/01999999-0000-7000-8000-000000000000/events", 404, ProblemTypes.NotFound)]
    [InlineData("GET", "/api/v1/missions/01999999-0000-7000-8000-000000000000/events/stream", 404, ProblemTypes.NotFound)]
    [InlineData("GET", "/api/v1/missions/01999999-0000-7000-8000-000000000000/logs", 404, ProblemTypes.NotFound)]
    [InlineData("POST", "/api/v1/missions/01999999-0000-7000-8000-000000000000/cancel", 404, ProblemTypes.NotFound)]
    [InlineData("POST", "/api/v1/missions/x/requeue", 404, ProblemTypes.NotFound)]
    [InlineData("GET", "/api/v1/kinds/ecko", 404, ProblemTypes.NotFound)]
    [InlineData("GET", "/api/v1/kinds?x=1", 400, ProblemTypes.InvalidInput)]
    [InlineData("GET", "/api/v1/missions/counts?x=1", 400, ProblemTypes.InvalidInput)]
    [InlineData("GET", "/api/v1/missions/01999999-0000-7000-8000-000000000000?wait_seconds=61", 400, ProblemTypes.InvalidInput)]
    [InlineData("GET", "/api/v1/missions/01999999-0000-7000-8000-000000000000?wait_seconds=NaN", 400, ProblemTypes.InvalidInput)]
    [InlineData("GET", "/api/v1/missions/01999999-0000-7000-8000-000000000000/logs?tail=1001", 400, ProblemTypes.InvalidInput)]
    [InlineData("GET", "/api/v1/events/stream?after=-1", 400, ProblemTypes.InvalidInput)]
    [InlineData("GET", "/api/v1/missions?state=sleeping", 400, ProblemTypes.InvalidInput)]
    [InlineData("GET", "/api/v1/missions?stat=queued", 400, ProblemTypes.InvalidInput)]
    [InlineData("GET", "/api/v1/missions?limit=0", 400, ProblemTypes.InvalidInput)]
    [InlineData("GET", "/api/v1/missions?limit=201", 400, ProblemTypes.InvalidInput)]
    [InlineData("GET", "/api/v1/missions?limit=5&limit=6", 400, ProblemTypes.InvalidInput)]
    [InlineData("GET", "/api/v1/missions?since=yesterday", 400, ProblemTypes.InvalidInput)]
    [InlineData("GET", "/api/v1/missions?since=2026-01-01T00:00:00", 400, ProblemTypes.InvalidInput)]
    [InlineData("GET", "/api/v1/missions?cursor=garbage", 400, ProblemTypes.InvalidInput)]
    [InlineData("GET", "/api/v1/missions?cursor=AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 400, ProblemTypes.InvalidInput)]
    public async Task Every_no_is_problem_details(string method, string path, int status, string type)
    {
        using var request = new HttpRequestMessage(new(method), path);
        using var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);

        var problem = await ApiHost.ProblemAsync(response);
        Assert.Equal((status, type), (problem.Status, problem.Type));
    }

    [Theory]
    [InlineData("""{"reason":7}""", "reason")]
    [InlineData("""{"why":"x"}""", "why")]
    public async Task A_command_with_a_bad_body_is_refused(string body, string field)
    {
        var mission = await host.SubmitAsync();

        using var response = await host.PostAsync($"/api/v1/missions/{mission.JobId}/cancel", body);

        Assert.Contains(field, (await ApiHost.ProblemAsync(response)).Errors!.Keys);
    }

    [Fact]
    public async Task A_store_that_can_not_be_read_is_503_everywhere()
    {
        var mission = await host.SubmitAsync();
        host.Reader.IsAway = true;
        try
        {
            string[] paths = ["", $"/{mission.JobId}", $"/{mission.JobId}/events", $"/{mission.JobId}/logs", $"/{mission.JobId}/events/stream"];
            foreach (var path in paths)
            {
                using var response = await host.Http.GetAsync(Submit + path, TestContext.Current.CancellationToken);
                Assert.Equal(ProblemTypes.StoreUnavailable, (await ApiHost.ProblemAsync(response)).Type);
            }
        }
        finally
        {
            host.Reader.IsAway = false;
        }
    }

    private static string Free(string a) => """{"mission_kind":"free","payload":{"context":{"a":""" + a + "}}}";
}

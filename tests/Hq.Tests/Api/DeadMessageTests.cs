using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Corporation.Hq.Tests.Hosts;

namespace Corporation.Hq.Tests.Api;

/// <summary>The routes on a bus that has no error queues; what they do where there are some is told by <c>ErrorQueueTests</c> and the end-to-end tests.</summary>
public sealed class DeadMessageTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Route = "/api/v1/dead-letters/messages";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_says_that_there_are_no_error_queues()
    {
        var page = await host.Http.GetFromJsonAsync<JsonElement>(Route, Token);

        Assert.False(page.GetProperty("bus_has_error_queues").GetBoolean());
        Assert.Equal(0, page.GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public async Task Everything_else_is_refused_with_the_reason()
    {
        foreach (var response in new[]
        {
            await host.Http.GetAsync(new Uri($"{Route}/hq-missions_error/n/1-0", UriKind.Relative), Token),
            await host.Http.PostAsJsonAsync(new Uri($"{Route}/requeue", UriKind.Relative), new { confirm_count = 1 }, Token),
            await host.Http.PostAsync(new Uri($"{Route}/discard", UriKind.Relative), null, Token),
        })
        {
            Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
            Assert.Equal("urn:corporation:problem:not-on-this-bus", problem.GetProperty("type").GetString());
        }
    }

    [Theory]
    [InlineData("requeue", """{"queue":5}""", "queue")]
    [InlineData("requeue", """{"ids":[]}""", "ids")]
    [InlineData("requeue", """{"ids":[1]}""", "ids")]
    [InlineData("requeue", """{"target_queue":"a b"}""", "target_queue")]
    [InlineData("requeue", """{"confirm_count":-1}""", "confirm_count")]
    [InlineData("discard", """{"target_queue":"orders"}""", "target_queue")]
    [InlineData("discard", """{"since":"yesterday"}""", "since")]
    public async Task Bad_input_is_named(string command, string body, string field)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var response = await host.Http.PostAsync(new Uri($"{Route}/{command}", UriKind.Relative), content, Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _));
    }
}

using System.Net;
using System.Text.Json;
using Corporation.Contracts.Http;
using Corporation.Hq.Tests.Hosts;

namespace Corporation.Hq.Tests.Api;

public sealed class SurfaceTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Kinds_are_listed_with_their_schemas_and_found_by_alias()
    {
        var kinds = (await host.GetAsync<KindList>("/api/v1/kinds")).Kinds;

        Assert.Equal(["bootstrap_repo", "echo", "free", "system:ping"], kinds.Select(kind => kind.MissionKind));
        Assert.Equal(JsonValueKind.Object, kinds[1].InputSchema.ValueKind);
        Assert.Equal((2, "desk-1"), (kinds[1].Slots, Assert.Single(kinds[1].Factories)));
        Assert.Equal("bootstrap_repo", (await host.GetAsync<KindView>("/api/v1/kinds/tutorial_bootstrap_repo")).MissionKind);
        Assert.Equal("system:ping", (await host.GetAsync<KindView>("/api/v1/kinds/system:ping")).MissionKind);
    }

    [Fact]
    public async Task The_document_describes_every_route_in_snake_case()
    {
        using var document = JsonDocument.Parse(await host.Http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));

        var paths = document.RootElement.GetProperty("paths").EnumerateObject().ToDictionary(path => path.Name, path => path.Value);
        Assert.Equal(
            [
                "/api/v1/dead-letters/discard", "/api/v1/dead-letters/messages", "/api/v1/dead-letters/messages/discard",
                "/api/v1/dead-letters/messages/requeue", "/api/v1/dead-letters/messages/{queue}/{lane}/{entry}", "/api/v1/dead-letters/requeue", "/api/v1/events/stream",
                "/api/v1/factories", "/api/v1/factories/events/stream", "/api/v1/factories/{id}", "/api/v1/factories/{id}/events", "/api/v1/factory/capabilities",
                "/api/v1/factory/registrations", "/api/v1/factory/registrations/{id}", "/api/v1/kinds", "/api/v1/kinds/{kind}",
                "/api/v1/missions", "/api/v1/missions/batch", "/api/v1/missions/counts", "/api/v1/missions/{id}", "/api/v1/missions/{id}/cancel",
                "/api/v1/missions/{id}/discard", "/api/v1/missions/{id}/events", "/api/v1/missions/{id}/events/stream", "/api/v1/missions/{id}/logs",
                "/api/v1/missions/{id}/logs/stream", "/api/v1/missions/{id}/placement", "/api/v1/missions/{id}/requeue", "/api/v1/ops/delegation/history",
                "/api/v1/ops/delegation/history/{id}", "/api/v1/ops/delegation/workload", "/api/v1/ops/factory/control", "/api/v1/ops/invariants",
            ],
            paths.Keys.Order(StringComparer.Ordinal));
        Assert.All(paths.Values.SelectMany(path => path.EnumerateObject()), operation => Assert.True(operation.Value.TryGetProperty("summary", out _)));

        var text = document.RootElement.GetRawText();
        Assert.Contains("\"mission_kind\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"missionKind\"", text, StringComparison.Ordinal);
        Assert.True(paths["/api/v1/missions"].GetProperty("post").TryGetProperty("requestBody", out _));
    }

    [Fact]
    public async Task The_page_needs_nothing_from_the_internet()
    {
        using var redirect = await host.Http.GetAsync("/", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Found, redirect.StatusCode);

        using var first = await host.Http.GetAsync("/scalar", TestContext.Current.CancellationToken);
        using var second = first.StatusCode is HttpStatusCode.OK ? null : await host.Http.GetAsync(first.Headers.Location, TestContext.Current.CancellationToken);
        var page = await (second ?? first).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        var script = await host.Http.GetAsync("/scalar/scalar.js", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, script.StatusCode);
    }

    [Fact]
    public async Task Live_means_that_the_process_answers_and_ready_that_the_store_does_too()
    {
        Assert.Contains("\"database\":{\"status\":\"healthy\"", await host.Http.GetStringAsync("/readyz", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        host.Reader.IsAway = true;
        try
        {
            using var live = await host.Http.GetAsync("/healthz", TestContext.Current.CancellationToken);
            using var ready = await host.Http.GetAsync("/readyz", TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.OK, live.StatusCode);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Contains("The disk is full.", await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        finally
        {
            host.Reader.IsAway = false;
        }
    }
}

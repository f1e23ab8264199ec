using System.Text.RegularExpressions;
using Corporation.Contracts.Missions;
using Corporation.Hq.Tests.Nodes;

namespace Corporation.Hq.Tests.Measuring;

public sealed class MetricsPageTests
{
    [Fact]
    public async Task Prometheus_sees_missions_by_state_and_kind_and_how_long_they_wait()
    {
        await using var node = await TestNode.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = node.Url };
        Assert.Equal("text/plain", (await http.GetAsync("/metrics", TestContext.Current.CancellationToken)).Content.Headers.ContentType?.MediaType);

        var ended = await node.SubmitAsync("echo", new { text = "hi" });
        await node.UntilAsync(ended, MissionLifeState.Succeeded);
        await node.SubmitAsync("echo", new { text = "later" }, mission => mission with { StartAt = TimeProvider.System.GetUtcNow().AddHours(1) });

        string[] promised =
        [
            """corporation_hq_hq_missions_submitted\{mission_kind="echo"\} 2""",
            """corporation_hq_hq_missions_ended\{mission_kind="echo",state="succeeded"\} 1""",
            """corporation_hq_hq_missions\{mission_kind="echo",state="scheduled"\} 1""",
            """corporation_hq_hq_missions\{mission_kind="echo",state="queued"\} 0""",
            """corporation_hq_hq_queue_oldest_age\{mission_kind="echo"\} 0""",
            """corporation_hq_hq_claim_latency_count\{mission_kind="echo"\} 1""",
            """corporation_hq_hq_sweeper_lag 0""",
            """corporation_factory_factory_attempts\{ending="succeeded",mission_kind="echo"\} 1""",
            """corporation_factory_factory_claims 0""",
        ];
        var page = "";
        await TestNode.UntilAsync(
            async () =>
            {
                page = await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
                return promised.All(line => Regex.IsMatch(page, $"^{line}", RegexOptions.Multiline));
            },
            () => $"{string.Join('\n', promised.Where(line => !Regex.IsMatch(page, $"^{line}", RegexOptions.Multiline)))} are missing in\n{page}");
    }
}

using System.Text.Json;
using Corporation.Hq.Tests.Nodes;

namespace Corporation.Hq.Tests.Fleet;

public sealed class FactoryListTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_follow_each_other_by_name_and_leave_nobody_out()
    {
        await using var node = await TestNode.StartAsync();
        foreach (var id in (string[])["d", "b", "c", "a"])
            await new GhostFactory(node, id).BeatAsync();
        await TestNode.UntilAsync(async () => (await node.Fleet.ListAsync(Token)).Registrations.Count == 5);
        using var http = new HttpClient { BaseAddress = node.Url };

        var names = new List<string?>();
        var query = "?limit=2";
        while (true)
        {
            var page = JsonElement.Parse(await http.GetStringAsync("/api/v1/factories" + query, Token));
            names.AddRange(page.GetProperty("registrations").EnumerateArray().Select(factory => factory.GetProperty("factory_id").GetString()));
            Assert.Equal(5, page.GetProperty("count").GetInt32());
            if (!page.TryGetProperty("next_after", out var next))
                break;
            query = $"?limit=2&after={next.GetString()}";
        }

        Assert.Equal(["a", "b", "c", "d", "f1"], names);
    }
}

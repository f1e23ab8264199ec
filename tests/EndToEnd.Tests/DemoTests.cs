using System.Text.Json;

namespace Corporation.EndToEnd.Tests;

[Collection(ProcessCollection.Name)]
public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_ends_each_mission_as_planned_and_says_so_in_its_last_line()
    {
        await using var demo = CorpProcess.Start("demo", "--exit", "--json");

        var code = await demo.WaitForExitAsync();

        Assert.True(code == 0, demo.Error);
        var summary = JsonSerializer.Deserialize<JsonElement>(demo.LastLine);
        Assert.Equal(
            ["submitted", "succeeded", "dead_lettered", "cancelled", "unexpected", "seconds"], summary.EnumerateObject().Select(field => field.Name));
        Assert.Equal(205, summary.GetProperty("submitted").GetInt32());
        Assert.Equal(204, summary.GetProperty("succeeded").GetInt32());
        Assert.Equal(1, summary.GetProperty("dead_lettered").GetInt32());
        Assert.Equal(1, summary.GetProperty("cancelled").GetInt32());
        Assert.Equal(0, summary.GetProperty("unexpected").GetInt32());
        Assert.True(summary.GetProperty("seconds").GetDouble() > 0);
    }

    [Fact]
    public async Task For_people_the_demo_prints_a_timeline_and_where_to_look_next_without_escape_sequences()
    {
        await using var demo = CorpProcess.Start("demo", "--exit", "--missions", "5");

        var code = await demo.WaitForExitAsync();

        Assert.True(code == 0, demo.Error);
        Assert.Contains("retry_scheduled", demo.Out);
        Assert.Contains("Where to look next", demo.Out);
        Assert.DoesNotContain('\u001b', demo.Out);
    }
}

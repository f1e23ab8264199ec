using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Corporation.FleetBench.Tests;

/// <summary>A whole fleet of processes, and a look at whether the benchmark still measures it; its figures mean nothing here.</summary>
public sealed partial class SmallRunTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fleet_is_measured()
    {
        var (last, notes) = await RunAsync("fleet", "--json", "--seconds", "5", "--warm-up", "0", "--in-flight", "4", "--idle", "10", "--crash", "0");

        var perSecond = last.GetProperty("missions_per_second").GetDouble();
        Assert.True(perSecond > 0);
        Assert.Equal(perSecond, double.Parse(Sustained().Match(notes).Groups["rate"].Value, CultureInfo.InvariantCulture), tolerance: 1);
        Assert.True(last.GetProperty("idle_start_p50_ms").GetDouble() > 0);
        Assert.True(last.GetProperty("idle_start_p99_ms").GetDouble() >= last.GetProperty("idle_start_p50_ms").GetDouble());
        Assert.False(last.TryGetProperty("crash_to_requeued_p99_seconds", out _));
        Assert.Contains("transactions", notes, StringComparison.Ordinal);
        Assert.Contains("CPU of headquarters", notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_is_filled_and_found_by_hq()
    {
        var (last, notes) = await RunAsync("history", "--json", "--missions", "2000", "--rate", "5", "--requests", "10");

        foreach (var figure in (string[])["list_p95_ms", "filter_p95_ms", "search_p95_ms", "detail_p95_ms"])
            Assert.True(last.GetProperty(figure).GetDouble() > 0, figure);
        Assert.Contains("2000 missions with 20000 events", notes, StringComparison.Ordinal);
    }

    private static async Task<(JsonElement Last, string Notes)> RunAsync(params string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await FleetBenchApp.RunAsync(args, output, error, Token);
        Assert.True(code == 0, error.ToString());
        return (JsonElement.Parse(output.ToString().TrimEnd().Split('\n')[^1]), error.ToString());
    }

    [GeneratedRegex(@"sustained: (?<rate>\d+) missions/s")]
    private static partial Regex Sustained();
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Corporation.Hq.Diagnostics;
using Corporation.Hq.Tests.Nodes;

namespace Corporation.Hq.Tests.LegacyStreams;

public sealed class LegacyMetricsTests(LegacyRedis redis) : IClassFixture<LegacyRedis>
{
    [Fact]
    public async Task What_passes_is_counted()
    {
        // Other tests of this process count on the same instruments, so there may be more.
        var counted = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == HqMeter.Name && instrument.Name.StartsWith("hq.legacy.", StringComparison.Ordinal))
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => counted.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.Start();
        var fleet = new OldFleet(redis.Server);
        await using var node = await TestNode.StartAsync(settings: fleet.Settings());

        await fleet.AddAsync("counted", "echo", new { text = "x" });
        await fleet.ResultAsync("counted");
        await fleet.AddAsync("counted", "echo", new { text = "x" });
        await fleet.AddRawAsync("foo", "bar");
        await fleet.UntilSettledAsync();
        await redis.Server.ExecuteAsync("XGROUP", "DESTROY", fleet.Stream, OldFleet.Group);
        await fleet.UntilGroupAsync();
        await fleet.UntilSettledAsync();

        await TestNode.UntilAsync(() => Task.FromResult(counted.Count == 5), () => $"counted only {string.Join(", ", counted.Keys)}");
        (string Name, long Least)[] expected = [("consumed", 1), ("duplicates", 2), ("rejected", 2), ("results", 2), ("failures", 1)];
        Assert.All(expected, one => Assert.True(counted[$"hq.legacy.{one.Name}"] >= one.Least, $"{one.Name}: {counted[$"hq.legacy.{one.Name}"]}"));
    }
}

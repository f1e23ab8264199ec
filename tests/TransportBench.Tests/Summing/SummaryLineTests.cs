using System.Text.Json.Nodes;
using Corporation.TransportBench.Measuring;
using Corporation.TransportBench.Planning;
using Corporation.TransportBench.Resources;
using Corporation.TransportBench.Summing;

namespace Corporation.TransportBench.Tests.Summing;

public sealed class SummaryLineTests
{
    private const string Begin =
        """
        {"throughput":{"1":{"redis_streams":1001,"in_memory":1002,"rabbitmq":1003,"bare_redis":1004},
        "16":{"redis_streams":16001,"in_memory":16002,"rabbitmq":16003,"bare_redis":16004},
        "64":{"redis_streams":64001,"in_memory":64002,"rabbitmq":64003,"bare_redis":64004}},
        "latency_ms":
        """;

    private static readonly string[] Promised = ["throughput", "latency_ms", "idle_commands_per_second", "alloc_kb_per_message", "lost"];

    private static readonly BenchPlan Plan = new()
    {
        Transports = TransportKeys.All,
        Parts = new HashSet<BenchPart> { BenchPart.Throughput, BenchPart.Latency, BenchPart.Idle },
        Json = true,
        Quick = false,
        Durable = false,
        Rounds = 1,
        BacklogMessages = 0,
        SoakMessages = 0,
        Endpoints = 0,
    };

    [Fact]
    public void It_begins_with_the_five_figures_that_programs_rely_on()
    {
        var line = SummaryLine.Create(Plan, Measured());

        Assert.StartsWith(Begin.ReplaceLineEndings(""), line.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(Promised, line.Select(pair => pair.Key).Take(Promised.Length));
        Assert.Equal(["200", "2000", "5000"], line["latency_ms"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(0.4, (double)line["idle_commands_per_second"]!);
        Assert.Equal(12.35, (double)line["alloc_kb_per_message"]!);
        Assert.Equal(0, (long)line["lost"]!);
    }

    [Fact]
    public void Latency_has_its_three_percentiles_at_each_rate_and_for_each_transport()
    {
        var latency = SummaryLine.Create(Plan, Measured())["latency_ms"]!;

        foreach (var (rate, transport) in BenchPlan.Rates.SelectMany(rate => TransportKeys.All.Select(key => (rate, key))))
            Assert.Equal([0.5, 1.234, 2], Percentiles(latency[$"{rate}"]![transport]!));
    }

    [Fact]
    public void What_was_not_measured_is_null_and_not_missing()
    {
        var line = SummaryLine.Create(Plan, new BenchResults());

        var nothing = TransportKeys.All.Select(key => KeyValuePair.Create(key, (JsonNode?)null)).ToList();
        Assert.All(BenchPlan.Publishers, publishers => Assert.Equal(nothing, line["throughput"]![$"{publishers}"]!.AsObject()));
        Assert.All(BenchPlan.Rates, rate => Assert.Equal(nothing, line["latency_ms"]![$"{rate}"]!.AsObject()));
        Assert.True(line.ContainsKey("idle_commands_per_second"));
        Assert.Null(line["idle_commands_per_second"]);
        Assert.Null(line["alloc_kb_per_message"]);
    }

    [Fact]
    public void Turns_with_flushing_redis_are_told_apart_from_the_usual_ones()
    {
        var results = Measured();
        results.Throughput.Add(64, "redis_streams_durable", Turn(128_006));

        var line = SummaryLine.Create(Plan with { Durable = true }, results);

        Assert.Equal(64_001, (double)line["throughput"]!["64"]!["redis_streams"]!);
        Assert.Equal(128_006, (double)line["throughput_durable"]!["64"]!["redis_streams"]!);
        Assert.Equal(2, (double)line["throughput_durable"]!["64"]!["ratio_to_rabbitmq"]!);
        Assert.Null(line["throughput_durable"]!["1"]!["redis_streams"]);
    }

    [Fact]
    public void A_soak_tells_where_memory_stood_after_its_first_part_and_at_its_end()
    {
        var results = new BenchResults();
        results.Soak["redis_streams"] =
        [
            new SoakSample(Messages: 100, PerSecond: 10, HeapBytes: 1024 * 1024, ProcessBytes: 0, BrokerBytes: null),
            new SoakSample(Messages: 1_100, PerSecond: 11, HeapBytes: (1024 * 1024) + 500, ProcessBytes: 0, BrokerBytes: null),
        ];

        var soak = SummaryLine.Create(Plan, results)["soak"]!["redis_streams"]!;

        Assert.Equal(1_100, (long)soak["messages"]!);
        Assert.Equal(0.5, (double)soak["heap_growth_bytes_per_message"]!);
        Assert.Null(soak["broker_mib"]);
    }

    private static double[] Percentiles(JsonNode latency) => [(double)latency["p50"]!, (double)latency["p95"]!, (double)latency["p99"]!];

    private static BenchResults Measured()
    {
        var results = new BenchResults();
        var latency = new LatencyReading(0.5, 1.2341, 2, 3);
        var paced = new PacedReading(latency, latency, latency, default);
        foreach (var (key, index) in TransportKeys.All.Select((key, index) => (key, index)))
        {
            foreach (var publishers in BenchPlan.Publishers)
                results.Throughput.Add(publishers, key, Turn((publishers * 1_000) + index + 1));
            foreach (var rate in BenchPlan.Rates)
                results.Latency.Add(rate, key, paced);
            results.Idle[key] = new IdleReading(0.1, CommandsPerSecond: 0.4, "", 2, paced);
        }

        return results;
    }

    private static ThroughputReading Turn(double perSecond) => new(perSecond, perSecond, new MessageCost(30, 10, AllocatedKb: 12.348));
}

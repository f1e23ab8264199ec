using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Corporation.TransportBench.Measuring;
using Corporation.TransportBench.Planning;
using Corporation.TransportBench.Resources;

namespace Corporation.TransportBench.Summing;

/// <summary>
/// The last line of <c>corp bench transport --json</c>. The keys of the first five are always there, null where nothing was measured;
/// the other keys say more about the same turns.
/// </summary>
internal static class SummaryLine
{
    private const int MostPublishers = 64;

    public static JsonObject Create(BenchPlan plan, BenchResults results)
    {
        var line = new JsonObject
        {
            ["throughput"] = ByPublishers(publishers =>
                ByName(TransportKeys.All, key => Round(PerSecond(results, publishers, key)?.Median, 1))),
            ["latency_ms"] = Object(BenchPlan.Rates, Number, rate => ByName(TransportKeys.All, key => Latency(results, rate, key))),
            ["idle_commands_per_second"] = Round(results.Idle.GetValueOrDefault(TransportKeys.RedisStreams)?.CommandsPerSecond, 2),
            ["alloc_kb_per_message"] = Round(Cost(results, TransportKeys.RedisStreams, cost => cost.AllocatedKb), 2),
            ["lost"] = results.Total.Lost,
            ["duplicates"] = results.Total.Duplicates,
            ["strays"] = results.Strays,
            ["publish_errors"] = results.Total.PublishErrors,
        };
        AddDetails(line, results);
        AddExtras(line, plan, results);
        line["run"] = Run(plan, results);
        return line;
    }

    private static void AddDetails(JsonObject line, BenchResults results)
    {
        var measured = results.Accounts.Keys;
        line["throughput_spread"] = ByPublishers(publishers =>
            ByName(results.Throughput.Transports(publishers), key => Range(PerSecond(results, publishers, key), 1)));
        line["throughput_ratio_to"] = ByPublishers(publishers =>
            ByName(TransportKeys.All.Skip(1), other => Ratio(results, publishers, TransportKeys.RedisStreams, other)));
        line["cost_per_message"] = ByName(measured, key => new JsonObject
        {
            ["client_cpu_us"] = Round(Cost(results, key, cost => cost.ClientUs), 1),
            ["broker_cpu_us"] = Round(Cost(results, key, cost => cost.BrokerUs), 1),
            ["alloc_kb"] = Round(Cost(results, key, cost => cost.AllocatedKb), 2),
        });
        line["idle"] = ByName(results.Idle.Keys, key => Idle(results.Idle[key]));
        line["idle_cpu_percent_of_nothing"] = Round(results.IdleCpuPercentOfNothing, 3);
        line["accounts"] = ByName(measured, key => Account(results, key));
    }

    private static void AddExtras(JsonObject line, BenchPlan plan, BenchResults results)
    {
        if (plan.Durable)
            line["throughput_durable"] = ByPublishers(publishers => Durable(results, publishers));
        if (results.Backlog.Count > 0)
            line["backlog"] = ByName(results.Backlog.Keys, key => Backlog(results.Backlog[key]));
        if (results.Soak.Count > 0)
            line["soak"] = ByName(results.Soak.Keys, key => SoakLine.Create(results.Soak[key]));
        if (results.Endpoints.Count > 0)
            line["endpoints"] = ByName(results.Endpoints.Keys, key => Endpoints(results.Endpoints[key]));
    }

    private static JsonObject Durable(BenchResults results, int publishers)
    {
        var ours = TransportKeys.Of(TransportKeys.RedisStreams, flushesAlways: true);
        var bare = TransportKeys.Of(TransportKeys.BareRedis, flushesAlways: true);
        return new JsonObject
        {
            [TransportKeys.RedisStreams] = Round(PerSecond(results, publishers, ours)?.Median, 1),
            [TransportKeys.RabbitMq] = Round(PerSecond(results, publishers, TransportKeys.RabbitMq)?.Median, 1),
            [TransportKeys.BareRedis] = Round(PerSecond(results, publishers, bare)?.Median, 1),
            ["ratio_to_rabbitmq"] = Ratio(results, publishers, ours, TransportKeys.RabbitMq),
        };
    }

    private static JsonObject? Latency(BenchResults results, int rate, string key)
    {
        Spread? Of(Func<PacedReading, double?> figure) => results.Latency.Spread(rate, key, figure);

        return Of(reading => reading.Latency?.P50) is not { } p50 ? null : new JsonObject
        {
            ["p50"] = Round(p50.Median, 3),
            ["p95"] = Round(Of(reading => reading.Latency?.P95)?.Median, 3),
            ["p99"] = Round(Of(reading => reading.Latency?.P99)?.Median, 3),
            ["p99_spread"] = Range(Of(reading => reading.Latency?.P99), 3),
            ["generator_late_p50"] = Round(Of(reading => reading.Lateness?.P50)?.Median, 3),
            ["generator_late_p99"] = Round(Of(reading => reading.Lateness?.P99)?.Median, 3),
        };
    }

    private static JsonObject Idle(IdleReading reading) => new()
    {
        ["cpu_percent"] = Round(reading.CpuPercent, 3),
        ["commands_per_second"] = Round(reading.CommandsPerSecond, 2),
        ["connections"] = reading.Connections,
        ["p50_ms"] = Round(reading.Waking.FromPublish?.P50, 3),
        ["p95_ms"] = Round(reading.Waking.FromPublish?.P95, 3),
        ["p99_ms"] = Round(reading.Waking.FromPublish?.P99, 3),
    };

    private static JsonObject Endpoints(EndpointsReading reading)
    {
        var line = Idle(reading.Idle);
        line["endpoints"] = reading.Endpoints;
        line["start_seconds"] = Round(reading.Start.TotalSeconds, 2);
        line["stop_seconds"] = Round(reading.Stop.TotalSeconds, 2);
        return line;
    }

    private static JsonObject Backlog((BacklogReading Small, BacklogReading Large) readings) =>
        new() { ["small"] = Backlog(readings.Small), ["large"] = Backlog(readings.Large) };

    private static JsonObject Backlog(BacklogReading reading) => new()
    {
        ["messages"] = reading.Messages,
        ["published_per_second"] = Round(reading.PublishedPerSecond, 1),
        ["consumed_per_second"] = Round(reading.ConsumedPerSecond, 1),
        ["first_tenth_per_second"] = Round(reading.FirstTenthPerSecond, 1),
        ["last_tenth_per_second"] = Round(reading.LastTenthPerSecond, 1),
        ["publishing_broker_cpu_us"] = Round(reading.Publishing.BrokerUs, 1),
        ["consuming_broker_cpu_us"] = Round(reading.Consuming.BrokerUs, 1),
        ["consuming_client_cpu_us"] = Round(reading.Consuming.ClientUs, 1),
        ["broker_bytes_per_message"] = Round((double?)reading.BrokerBytes / reading.Messages, 0),
    };

    private static JsonObject Account(BenchResults results, string key)
    {
        var account = results.Accounts[key];
        return new JsonObject
        {
            ["confirmed"] = account.Confirmed,
            ["consumed"] = account.Consumed,
            ["lost"] = account.Lost,
            ["duplicates"] = account.Duplicates,
            ["publish_errors"] = account.PublishErrors,
        };
    }

    private static JsonObject Run(BenchPlan plan, BenchResults results) => new()
    {
        ["quick"] = plan.Quick,
        ["rounds"] = plan.Rounds,
        ["warm_up_messages"] = plan.WarmUpMessages,
        ["body_bytes"] = ByName(results.BodyBytes.Keys, key => results.BodyBytes[key]),
        ["servers"] = ByName(results.Versions.Keys, key => results.Versions[key]),
        ["others_cpu_percent"] = Round(results.OthersPercent?.Median, 1),
        ["others_cpu_percent_spread"] = Range(results.OthersPercent, 1),
        ["system"] = $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} CPUs, {RuntimeInformation.FrameworkDescription}",
    };

    private static Spread? PerSecond(BenchResults results, int publishers, string key) =>
        results.Throughput.Spread(publishers, key, reading => reading.PerSecond);

    private static double? Cost(BenchResults results, string key, Func<MessageCost, double?> figure) =>
        results.Throughput.Spread(MostPublishers, key, reading => figure(reading.Cost))?.Median;

    private static JsonNode? Ratio(BenchResults results, int publishers, string one, string other) =>
        Round(results.Throughput.Ratio(publishers, one, other, reading => reading.PerSecond)?.Median, 2);

    private static JsonObject ByPublishers(Func<int, JsonNode?> value) => Object(BenchPlan.Publishers, Number, value);

    private static JsonObject ByName(IEnumerable<string> names, Func<string, JsonNode?> value) => Object(names, name => name, value);

    private static JsonObject Object<T>(IEnumerable<T> items, Func<T, string> name, Func<T, JsonNode?> value) =>
        new(items.Select(item => KeyValuePair.Create(name(item), value(item))));

    private static JsonArray? Range(Spread? spread, int digits) =>
        spread is { } range ? [Round(range.Min, digits), Round(range.Max, digits)] : null;

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    internal static JsonNode? Round(double? value, int digits) => value is { } number ? Math.Round(number, digits) : null;
}

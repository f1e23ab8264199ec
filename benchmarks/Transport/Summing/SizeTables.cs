using Corporation.TransportBench.Measuring;
using static Corporation.TransportBench.Summing.Figures;

namespace Corporation.TransportBench.Summing;

/// <summary>The tables of what is measured once.</summary>
internal static class SizeTables
{
    public static TextTable Idle(string title, IReadOnlyDictionary<string, IdleReading> idle)
    {
        var table = new TextTable(
            $"{title}; latency of one message every 50 ms, from the call of publish",
            ["transport", "CPU %", "commands/s", "connections", "p50 ms", "p95", "p99", "generator p50", "p99"]);
        foreach (var (key, reading) in idle)
        {
            var (latency, lateness) = (reading.Waking.FromPublish, reading.Waking.Lateness);
            table.Add(
                key,
                N(reading.CpuPercent, 2),
                N(reading.CommandsPerSecond, 2),
                N(reading.Connections),
                N(latency?.P50, 2),
                N(latency?.P95, 2),
                N(latency?.P99, 2),
                N(lateness?.P50, 2),
                N(lateness?.P99, 2));
        }

        return table;
    }

    public static TextTable Backlog(BenchResults results)
    {
        var table = new TextTable(
            "Backlog: published while nobody consumed, then worked off",
            ["transport, queued", "publ./s", "broker µs", "cons./s", "first tenth", "last tenth", "client µs", "broker µs", "bytes each"]);
        foreach (var (key, (small, large)) in results.Backlog)
        {
            Add(key, small);
            Add(key, large);
        }

        return table;

        void Add(string key, BacklogReading reading) =>
            table.Add(
                $"{key} {reading.Messages}",
                N(reading.PublishedPerSecond),
                N(reading.Publishing.BrokerUs, 1),
                N(reading.ConsumedPerSecond),
                N(reading.FirstTenthPerSecond),
                N(reading.LastTenthPerSecond),
                N(reading.Consuming.ClientUs, 1),
                N(reading.Consuming.BrokerUs, 1),
                N((double?)reading.BrokerBytes / reading.Messages));
    }

    public static TextTable Accounts(BenchResults results)
    {
        string[] headings = ["transport", "confirmed", "consumed", "lost", "duplicates", "publish errors"];
        var table = new TextTable("Every message of this run", headings);
        foreach (var (key, account) in results.Accounts)
            table.Add(key, N(account.Confirmed), N(account.Consumed), N(account.Lost), N(account.Duplicates), N(account.PublishErrors));
        return table;
    }
}

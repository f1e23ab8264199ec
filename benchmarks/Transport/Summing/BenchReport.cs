using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;
using Corporation.TransportBench.Measuring;
using Corporation.TransportBench.Planning;

namespace Corporation.TransportBench.Summing;

/// <summary>What people read: notes while it runs, tables at the end.</summary>
/// <param name="notes">Progress.</param>
/// <param name="tables">Results.</param>
internal sealed class BenchReport(TextWriter notes, TextWriter tables)
{
    private const double Mebibyte = 1024 * 1024;

    public void Note(string text) => notes.WriteLine(text);

    public void NoteTurns<TReading>(string what, IEnumerable<(string Transport, TReading Reading)> turns, Func<TReading, string> figure) =>
        Note($"{what}: {string.Join(", ", turns.Select(turn => $"{turn.Transport} {figure(turn.Reading)}"))}");

    public void NoteSample(string transport, SoakSample sample) => Note(
        $"soak: {transport}, {sample.Messages} messages, {N(sample.PerSecond)}/s, heap {N(sample.HeapBytes / Mebibyte, 1)} MiB, "
        + $"process {N(sample.ProcessBytes / Mebibyte)} MiB, broker {N(sample.BrokerBytes / Mebibyte)} MiB");

    public void WriteMachine(BenchPlan plan, BenchResults results)
    {
        if (plan.Quick)
            Note("--quick: a check that everything works. The figures can't be compared with anything.");
        Note($"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} CPUs, {RuntimeInformation.FrameworkDescription}, {(GCSettings.IsServerGC ? "server" : "workstation")} GC");
        foreach (var (transport, version) in results.Versions)
            Note($"  {transport}: {version}");
        foreach (var missing in plan.Transports.Except(results.Versions.Keys))
            Note($"  {missing}: not in this build");
    }

    public void Write(BenchPlan plan, BenchResults results)
    {
        if (plan.Parts.Contains(BenchPart.Throughput))
            WriteThroughput(results);
        if (plan.Parts.Contains(BenchPart.Latency))
            WriteLatency(results);
        if (results.Idle.Count > 0)
            WriteIdle($"Idle, one endpoint (this process takes {N(results.IdleCpuPercentOfNothing, 2)} % of a core with nothing started)", results.Idle);
        if (results.Backlog.Count > 0)
            WriteBacklog(results);
        if (results.Endpoints.Count > 0)
            WriteEndpoints(results);
        WriteAccounts(results);
    }

    private void WriteThroughput(BenchResults results)
    {
        var table = new TextTable("publishers, transport", "msg/s", "min", "max", "ours is ×", "client µs", "broker µs", "KB");
        foreach (var publishers in BenchPlan.Publishers)
        {
            foreach (var key in results.Throughput.Transports(publishers))
            {
                Spread? Figure(Func<ThroughputReading, double?> figure) => results.Throughput.Spread(publishers, key, figure);
                var rate = Figure(reading => reading.PerSecond);
                var ratio = results.Throughput.Ratio(publishers, TransportKeys.RedisStreams, key, reading => reading.PerSecond);
                table.Add(
                    $"{publishers} {key}", N(rate?.Median), N(rate?.Min), N(rate?.Max), N(ratio?.Median, 2), N(Figure(reading => reading.Cost.ClientUs)?.Median, 1),
                    N(Figure(reading => reading.Cost.BrokerUs)?.Median, 1), N(Figure(reading => reading.Cost.AllocatedKb)?.Median, 1));
            }
        }

        Write("Throughput, publish to consumed; medians of the rounds, ratios of turns side by side; CPU and allocations per message", table);
    }

    private void WriteLatency(BenchResults results)
    {
        var table = new TextTable("rate, transport", "p50 ms", "p95", "p99", "p99 min", "p99 max", "worst", "generator p99", "client µs", "broker µs");
        foreach (var rate in BenchPlan.Rates)
        {
            foreach (var key in results.Latency.Transports(rate))
            {
                Spread? Figure(Func<PacedReading, double?> figure) => results.Latency.Spread(rate, key, figure);
                var p99 = Figure(reading => reading.Latency?.P99);
                table.Add(
                    $"{rate}/s {key}", N(Figure(reading => reading.Latency?.P50)?.Median, 2), N(Figure(reading => reading.Latency?.P95)?.Median, 2),
                    N(p99?.Median, 2), N(p99?.Min, 2), N(p99?.Max, 2), N(Figure(reading => reading.Latency?.Max)?.Max, 2),
                    N(Figure(reading => reading.Lateness?.P99)?.Median, 2), N(Figure(reading => reading.Cost.ClientUs)?.Median, 1), N(Figure(reading => reading.Cost.BrokerUs)?.Median, 1));
            }
        }

        Write("Latency at a fixed rate, from when a message was due to when it was consumed; medians of the rounds", table);
    }

    private void WriteIdle(string title, IReadOnlyDictionary<string, IdleReading> idle)
    {
        var table = new TextTable("transport", "CPU %", "commands/s", "connections", "p50 ms", "p95", "p99", "generator p50", "p99");
        foreach (var (key, reading) in idle)
        {
            var latency = reading.Waking.FromPublish;
            table.Add(
                key, N(reading.CpuPercent, 2), N(reading.CommandsPerSecond, 2), N(reading.Connections), N(latency?.P50, 2), N(latency?.P95, 2), N(latency?.P99, 2),
                N(reading.Waking.Lateness?.P50, 2), N(reading.Waking.Lateness?.P99, 2));
        }

        Write(title, table);
        foreach (var (key, reading) in idle.Where(pair => pair.Value.Commands.Length > 0))
            tables.WriteLine($"  {key} sent while idle: {reading.Commands}");
    }

    private void WriteBacklog(BenchResults results)
    {
        var table = new TextTable("transport, queued", "published/s", "broker µs", "consumed/s", "first tenth/s", "last tenth/s", "client µs", "broker µs", "bytes each");
        foreach (var (key, (small, large)) in results.Backlog)
        {
            foreach (var reading in (BacklogReading[])[small, large])
                table.Add(
                    $"{key} {reading.Messages}", N(reading.PublishedPerSecond), N(reading.Publishing.BrokerUs, 1), N(reading.ConsumedPerSecond), N(reading.FirstTenthPerSecond),
                    N(reading.LastTenthPerSecond), N(reading.Consuming.ClientUs, 1), N(reading.Consuming.BrokerUs, 1), N((double?)reading.BrokerBytes / reading.Messages));
        }

        Write("Backlog: published while nobody consumed, then worked off", table);
    }

    private void WriteEndpoints(BenchResults results)
    {
        foreach (var (key, reading) in results.Endpoints)
            tables.WriteLine($"{reading.Endpoints} endpoints, {key}: started in {N(reading.Start.TotalSeconds, 1)} s, stopped in {N(reading.Stop.TotalSeconds, 1)} s");
        WriteIdle("Idle, many endpoints, messages to one of them", results.Endpoints.ToDictionary(pair => pair.Key, pair => pair.Value.Idle));
    }

    private void WriteAccounts(BenchResults results)
    {
        var table = new TextTable("transport", "confirmed", "consumed", "lost", "duplicates", "publish errors");
        foreach (var (key, account) in results.Accounts)
            table.Add(key, N(account.Confirmed), N(account.Consumed), N(account.Lost), N(account.Duplicates), N(account.PublishErrors));
        Write("Every message of this run", table);
        if (results.OthersPercent is { } others)
            tables.WriteLine($"  Others took {N(others.Median, 1)} % of the machine's CPU during a turn (median), {N(others.Max, 1)} % at most.");
        if (results.Strays > 0)
            tables.WriteLine($"  {results.Strays} messages came when nobody expected them any more.");
    }

    private void Write(string title, TextTable table)
    {
        tables.WriteLine();
        tables.WriteLine(title);
        table.Write(tables);
    }

    private static string N(double? value, int digits = 0) => value is { } number ? number.ToString("F" + digits, CultureInfo.InvariantCulture) : "–";
}

using System.Runtime;
using System.Runtime.InteropServices;
using Corporation.TransportBench.Measuring;
using Corporation.TransportBench.Planning;
using static Corporation.TransportBench.Summing.Figures;

namespace Corporation.TransportBench.Summing;

/// <summary>What people read: notes while it runs, tables at the end.</summary>
/// <param name="notes">Progress.</param>
/// <param name="tables">Results.</param>
internal sealed class BenchReport(TextWriter notes, TextWriter tables)
{
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
        Note($"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} CPUs, {RuntimeInformation.FrameworkDescription}, "
            + $"{(GCSettings.IsServerGC ? "server" : "workstation")} GC");
        foreach (var (transport, version) in results.Versions)
            Note($"  {transport}: {version}");
    }

    public void Write(BenchPlan plan, BenchResults results)
    {
        if (plan.Parts.Contains(BenchPart.Throughput))
            Write(RoundTables.Throughput(results));
        if (plan.Parts.Contains(BenchPart.Latency))
            Write(RoundTables.Latency(results));
        if (results.Idle.Count > 0)
            WriteIdle("Idle, one endpoint", results.Idle);
        if (results.IdleCpuPercentOfNothing is { } nothing)
            tables.WriteLine($"  This process takes {N(nothing, 2)} % of a core with no transport started.");
        if (results.Backlog.Count > 0)
            Write(SizeTables.Backlog(results));
        if (results.Endpoints.Count > 0)
            WriteEndpoints(results);
        WriteAccounts(results);
    }

    private void WriteIdle(string title, IReadOnlyDictionary<string, IdleReading> idle)
    {
        Write(SizeTables.Idle(title, idle));
        foreach (var (key, reading) in idle.Where(pair => pair.Value.Commands.Length > 0))
            tables.WriteLine($"  {key} sent while idle: {reading.Commands}");
    }

    private void WriteEndpoints(BenchResults results)
    {
        var endpoints = results.Endpoints.Values.First().Endpoints;
        var idle = results.Endpoints.ToDictionary(pair => pair.Key, pair => pair.Value.Idle);
        WriteIdle($"Idle, {endpoints} endpoints, messages to one of them", idle);
        foreach (var (key, reading) in results.Endpoints)
            tables.WriteLine($"  {key}: started in {N(reading.Start.TotalSeconds, 1)} s, stopped in {N(reading.Stop.TotalSeconds, 1)} s");
    }

    private void WriteAccounts(BenchResults results)
    {
        Write(SizeTables.Accounts(results));
        if (results.OthersPercent is { } others)
            tables.WriteLine($"  Others took {N(others.Median, 1)} % of the machine during a turn (median), {N(others.Max, 1)} % at most.");
        if (results.Strays > 0)
            tables.WriteLine($"  {results.Strays} messages came when nobody expected them any more.");
    }

    private void Write(TextTable table)
    {
        tables.WriteLine();
        table.Write(tables);
    }
}

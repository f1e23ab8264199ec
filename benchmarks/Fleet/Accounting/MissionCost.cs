using System.Globalization;
using System.Text;

namespace Corporation.FleetBench.Accounting;

/// <summary>What was spent between two readings, for each mission.</summary>
internal static class MissionCost
{
    private const int CommandsShown = 12;

    /// <summary>A text for people, one figure in a line.</summary>
    public static IEnumerable<string> Lines(FleetReading before, FleetReading after, long missions)
    {
        var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(before.Timestamp, after.Timestamp).TotalSeconds;
        var commands = after.Commands.Since(before.Commands);
        yield return Text($"for one mission, {missions} of them:");
        yield return Text(
            $"  PostgreSQL: {Each(after.Transactions - before.Transactions)} transactions, {Each(after.RolledBack - before.RolledBack)} rolled back, {Each(after.WalFlushes - before.WalFlushes)} flushes, {Each(after.WalBytes - before.WalBytes):0} bytes of WAL");
        yield return Text($"  Redis: {Each(commands.Sum(command => command.Value))} commands ({Shown(commands)})");
        foreach (var (name, cpu) in after.Cpu)
        {
            var spent = cpu - before.Cpu.GetValueOrDefault(name);
            yield return Text($"  CPU of {name}: {spent.TotalMilliseconds / missions:0.000} ms ({spent.TotalSeconds / seconds:0.00} cores)");
        }

        if (after.MachineCpu - before.MachineCpu is { } all)
        {
            var ours = after.Cpu.Sum(part => (part.Value - before.Cpu.GetValueOrDefault(part.Key)).TotalSeconds);
            yield return Text($"  others on this machine: {Math.Max(0, all.TotalSeconds - ours) / seconds:0.00} of {Environment.ProcessorCount} cores");
        }

        string Each(long count) => ((double)count / missions).ToString("0.00", CultureInfo.InvariantCulture);

        string Shown(IReadOnlyList<KeyValuePair<string, long>> counts)
        {
            var text = new StringBuilder();
            foreach (var (name, count) in counts.Take(CommandsShown))
                text.Append(text.Length == 0 ? "" : ", ").Append(name).Append(' ').Append(Each(count));
            return text.ToString();
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

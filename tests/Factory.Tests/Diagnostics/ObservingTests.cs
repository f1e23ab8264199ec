using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Corporation.Factory.Journaling;
using Corporation.Factory.Tests.Journaling;
using Microsoft.Extensions.Logging;

namespace Corporation.Factory.Tests.Diagnostics;

/// <summary><c>docs/observing.md</c> tells of the journal's log events and instruments as they are.</summary>
public sealed class ObservingTests
{
    [Fact]
    public void Every_log_event_of_the_journal_is_told_with_its_level_and_its_text()
    {
        var told = typeof(FactoryModule).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .Where(line => line.EventId is >= 4060 and < 4080)
            .Select(line => $"| {line.EventId} | {line.Level} | {line.Message} |")
            .ToList();

        Assert.True(told.Count >= 9);
        AssertTold(told);
    }

    [Fact]
    public void Every_instrument_is_told_with_its_kind_and_its_unit()
    {
        var told = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name != JournalMetrics.MeterName)
                    return;
                lock (told)
                    told.Add($"| `{instrument.Name}` | {KindOf(instrument)} | `{instrument.Unit}` |");
            },
        };
        using var folder = new Harness.TemporaryFolder();
        using var journal = OpenJournal.At(folder.File("journal.db"));

        listener.Start();

        lock (told)
        {
            Assert.True(told.Count >= 7);
            AssertTold(told);
        }
    }

    private static string KindOf(Instrument instrument) =>
        instrument.IsObservable ? "gauge" : instrument.GetType().Name.StartsWith(nameof(Histogram<int>), StringComparison.Ordinal) ? "histogram" : "counter";

    private static void AssertTold(IEnumerable<string> beginnings, [CallerFilePath] string thisFile = "")
    {
        var lines = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../docs/observing.md"));
        var missing = beginnings.Where(beginning => !lines.Any(line => line.StartsWith(beginning, StringComparison.Ordinal))).ToList();
        Assert.True(missing.Count == 0, $"docs/observing.md has no line that begins with\n{string.Join('\n', missing)}");
    }
}

using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Corporation.RedisStreams.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Corporation.RedisStreams.Tests.Documentation;

/// <summary><c>docs/observing.md</c> tells of every log event and every instrument as it is.</summary>
public sealed class ObservingTests
{
    private const BindingFlags Everything = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    [Fact]
    public void Every_event_id_is_told()
    {
        var told = typeof(EventIds).GetFields(Everything)
            .Where(field => field.IsLiteral)
            .Select(field => $"| {field.GetRawConstantValue()} |")
            .ToList();

        Assert.InRange(told.Count, 30, 200);
        AssertTold(told);
    }

    [Fact]
    public void Every_log_event_is_told_with_its_level_and_its_text()
    {
        var told = typeof(EventIds).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(Everything))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .Select(line => $"| {line.EventId} | {line.Level} | {line.Message} |")
            .ToList();

        Assert.InRange(told.Count, 30, 200);
        AssertTold(told);
    }

    [Fact]
    public void Every_instrument_is_told_with_its_kind_and_its_unit()
    {
        var told = typeof(EventIds).Assembly.GetTypes()
            .Where(type => !type.ContainsGenericParameters)
            .SelectMany(type => type.GetFields(Everything).Where(field => field.FieldType.IsAssignableTo(typeof(Instrument))))
            .Select(field => (Instrument)field.GetValue(null)!)
            .Select(instrument => $"| `{instrument.Name}` | {KindOf(instrument)} | `{instrument.Unit}` |")
            .ToList();

        Assert.InRange(told.Count, 20, 200);
        AssertTold(told);
    }

    private static string KindOf(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        return type == typeof(Counter<>) ? "counter"
            : type == typeof(Histogram<>) ? "histogram"
            : type == typeof(ObservableGauge<>) ? "gauge"
            : type.Name;
    }

    // All of each in the failure's text: whoever adds one can copy it from there.
    private static void AssertTold(IEnumerable<string> beginnings, [CallerFilePath] string thisFile = "")
    {
        var lines = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../docs/observing.md"));
        var missing = beginnings.Where(beginning => !lines.Any(line => line.StartsWith(beginning, StringComparison.Ordinal))).ToList();
        Assert.True(missing.Count == 0, $"docs/observing.md has no line that begins with\n{string.Join('\n', missing)}");
    }
}

using System.Text.Json.Nodes;
using Corporation.TransportBench.Measuring;

namespace Corporation.TransportBench.Summing;

/// <summary>A soak in a few figures: where memory stood after its first part and at its end.</summary>
internal static class SoakLine
{
    public static JsonObject Create(IReadOnlyList<SoakSample> samples)
    {
        var (first, last) = (samples[0], samples[^1]);
        return new JsonObject
        {
            ["messages"] = last.Messages,
            ["heap_mib"] = Pair(first.HeapBytes, last.HeapBytes),
            ["process_mib"] = Pair(first.ProcessBytes, last.ProcessBytes),
            ["broker_mib"] = first.BrokerBytes is { } start && last.BrokerBytes is { } end ? Pair(start, end) : null,
            ["per_second"] = new JsonArray(SummaryLine.Round(first.PerSecond, 1), SummaryLine.Round(last.PerSecond, 1)),
            ["heap_growth_bytes_per_message"] = samples.Count < 2
                ? null
                : SummaryLine.Round((double)(last.HeapBytes - first.HeapBytes) / (last.Messages - first.Messages), 4),
        };
    }

    private static JsonArray Pair(long first, long last) =>
        [SummaryLine.Round(first / Figures.Mebibyte, 1), SummaryLine.Round(last / Figures.Mebibyte, 1)];
}

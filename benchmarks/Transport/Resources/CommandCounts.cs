using System.Globalization;

namespace Corporation.TransportBench.Resources;

/// <summary>Calls per Redis command, as <c>INFO commandstats</c> tells them.</summary>
internal sealed class CommandCounts
{
    private const string Prefix = "cmdstat_";
    private readonly Dictionary<string, long> _calls;

    private CommandCounts(Dictionary<string, long> calls) => _calls = calls;

    /// <param name="reply">Lines such as <c>cmdstat_xadd:calls=7,usec=31,…</c>; others are passed over.</param>
    public static CommandCounts Parse(string reply)
    {
        var calls = new Dictionary<string, long>();
        foreach (var line in reply.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (!line.StartsWith(Prefix, StringComparison.Ordinal))
                continue;

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var figure = line[(colon + 1)..].Split(',')[0].Split('=')[1];
            calls[line[Prefix.Length..colon]] = long.Parse(figure, CultureInfo.InvariantCulture);
        }

        return new CommandCounts(calls);
    }

    /// <summary>Which commands ran between two questions, the most frequent first. The earlier question itself is left out.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Since(CommandCounts earlier)
    {
        var delta = _calls.ToDictionary(call => call.Key, call => call.Value - earlier._calls.GetValueOrDefault(call.Key));
        delta["info"] = delta.GetValueOrDefault("info") - 1;
        return
        [
            .. delta.Where(call => call.Value > 0).OrderByDescending(call => call.Value).ThenBy(call => call.Key, StringComparer.Ordinal),
        ];
    }
}

using System.Text.RegularExpressions;

namespace Corporation.Hq.LegacyStreams;

/// <summary>The keys of the old fleet's streams.</summary>
/// <param name="Missions">Missions that somebody delegates.</param>
/// <param name="Results">Their ends.</param>
/// <param name="DeadLetters">What could not be done.</param>
/// <param name="Group">The consumer group of <paramref name="Missions"/>.</param>
internal sealed partial record LegacyNames(string Missions, string Results, string DeadLetters, string Group)
{
    private const string ResultsSuffix = ":results";

    public static LegacyNames Of(LegacyStreamsOptions options) =>
        new(options.Stream, ResultsOf(options.Stream), options.DlqStream, options.Group);

    /// <summary>Where the results of a stream's missions go.</summary>
    public static string ResultsOf(string missions) => missions + ResultsSuffix;

    /// <summary>HQ's name in the group, by that fleet's rule for such names.</summary>
    public static string ConsumerOf(string factoryId) => Illegal().Replace("hq-" + factoryId, "-");

    [GeneratedRegex("[^A-Za-z0-9:_-]", RegexOptions.CultureInvariant)]
    private static partial Regex Illegal();
}

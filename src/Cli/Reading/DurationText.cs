using System.Globalization;
using System.Text.RegularExpressions;

namespace Corporation.Cli.Reading;

/// <summary>Durations as people type them: <c>500ms</c>, <c>90s</c>, <c>5m</c>, <c>2h</c>, <c>7d</c>, and sums like <c>1h30m</c>.</summary>
internal static partial class DurationText
{
    public const string Rule = "a duration is a number with a unit, like 500ms, 90s, 5m, 2h, 7d or 1h30m";

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (!Grammar().IsMatch(text))
            return false;

        var seconds = 0d;
        foreach (Match part in Part().Matches(text))
            seconds += double.Parse(part.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * SecondsOf(part.Groups["unit"].Value);

        if (seconds > TimeSpan.FromDays(36_500).TotalSeconds)
            return false;

        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    private static double SecondsOf(string unit) => unit switch
    {
        "ms" => 0.001,
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => 86_400,
    };

    [GeneratedRegex(@"\A([0-9]{1,9}(\.[0-9]{1,6})?(ms|s|m|h|d))+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();

    [GeneratedRegex(@"(?<number>[0-9]+(\.[0-9]+)?)(?<unit>ms|s|m|h|d)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Part();
}

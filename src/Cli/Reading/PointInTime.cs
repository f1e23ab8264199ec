using System.Globalization;

namespace Corporation.Cli.Reading;

/// <summary>A time on the command line: absolute (ISO 8601, UTC where it names no offset) or as a distance from now.</summary>
internal readonly record struct PointInTime(DateTimeOffset? Absolute, TimeSpan? Distance)
{
    public const string Rule = "a time is ISO 8601 like 2026-01-31T18:00:00Z (UTC where it names no offset) or a duration like 24h";

    public DateTimeOffset Before(DateTimeOffset now) => Absolute ?? now - Distance.GetValueOrDefault();

    public static bool TryParse(string text, out PointInTime time)
    {
        time = default;
        if (DurationText.TryParse(text, out var distance))
            time = new PointInTime(null, distance);
        else if (TryParseAbsolute(text, out var absolute))
            time = new PointInTime(absolute, null);
        else
            return false;

        return true;
    }

    public static bool TryParseAbsolute(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text,
        ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"],
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
        out time);
}

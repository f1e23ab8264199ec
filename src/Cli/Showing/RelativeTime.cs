using System.Globalization;

namespace Corporation.Cli.Showing;

/// <summary>Times as people say them: short, and relative to now.</summary>
internal static class RelativeTime
{
    /// <summary>At most four characters: <c>now</c>, <c>42s</c>, <c>5m</c>, <c>3h</c>, <c>12d</c>.</summary>
    public static string Age(DateTimeOffset then, DateTimeOffset now) => (now - then) switch
    {
        { TotalSeconds: < 1 } => "now",
        { TotalMinutes: < 1 } span => Whole(span.TotalSeconds, "s"),
        { TotalHours: < 1 } span => Whole(span.TotalMinutes, "m"),
        { TotalDays: < 1 } span => Whole(span.TotalHours, "h"),
        var span => Whole(span.TotalDays, "d"),
    };

    /// <summary><c>3m ago</c>, <c>now</c> or <c>in 20s</c>.</summary>
    public static string Phrase(DateTimeOffset then, DateTimeOffset now)
    {
        if (then - now >= TimeSpan.FromSeconds(1))
            return $"in {Age(now, then)}";

        var age = Age(then, now);
        return age == "now" ? age : $"{age} ago";
    }

    /// <summary>A duration with three figures or so: <c>1.2 ms</c>, <c>340 ms</c>, <c>12.3 s</c>, <c>5m 10s</c>.</summary>
    public static string Duration(TimeSpan span) => span switch
    {
        { TotalMilliseconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0.0} ms"),
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes}m {span.Seconds}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}h {span.Minutes}m"),
    };

    /// <summary>A duration that grows while one looks at it: <c>12 s</c>, <c>5m 10s</c>.</summary>
    public static string Whole(TimeSpan span) => span.TotalMinutes < 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalSeconds} s") : Duration(span);

    private static string Whole(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{(long)value}{unit}");
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Corporation.Hq.Refusing;

namespace Corporation.Hq.Submitting;

/// <summary>Reads a time as the API wants it written: ISO 8601 with an offset, so that no machine's time zone decides what was meant.</summary>
internal static class WrittenTime
{
    public const string Rule = "a time in ISO 8601 with an offset, as in 2026-03-01T09:00:00Z or 2026-03-01T10:00:00+01:00";

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK",
    ];

    public static bool TryRead(string text, out DateTimeOffset time, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time))
        {
            var clock = text.AsSpan(text.IndexOf('T', StringComparison.Ordinal) + 1);
            if (clock.IndexOfAny('Z', '+', '-') >= 0)
            {
                time = time.ToUniversalTime();
                return true;
            }

            problem = $"'{Refusal.Shorten(text)}' has no offset, so it could mean any time zone; append Z for UTC or an offset such as +01:00.";
            return false;
        }

        problem = $"'{Refusal.Shorten(text)}' is not {Rule}.";
        return false;
    }
}

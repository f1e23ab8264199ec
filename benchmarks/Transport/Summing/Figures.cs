using System.Globalization;

namespace Corporation.TransportBench.Summing;

/// <summary>Numbers for people.</summary>
internal static class Figures
{
    public const double Mebibyte = 1024 * 1024;

    /// <summary>A dash where nothing was measured.</summary>
    public static string N(double? value, int digits = 0) =>
        value is { } number ? number.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : "–";
}

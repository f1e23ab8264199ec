using System.Globalization;

namespace Corporation.EndToEnd.Tests;

/// <summary>Finds the programs that missions run, in the machine's list of processes.</summary>
internal static class Sleepers
{
    /// <summary>Longer than any test, and not to be mistaken for another test's.</summary>
    public static string UniqueSeconds() => Random.Shared.Next(100_000, 999_999).ToString(CultureInfo.InvariantCulture);

    public static int Count(string seconds) => Directory.EnumerateDirectories("/proc").Count(folder => IsSleeper(folder, seconds));

    private static bool IsSleeper(string folder, string seconds)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).EndsWith($"sleep\0{seconds}\0", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // Ended meanwhile, or no process.
        }
    }
}

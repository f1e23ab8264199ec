using System.Diagnostics;
using System.Globalization;

namespace Corporation.FleetChaos.Running;

/// <summary>What killed factories left running.</summary>
internal static class Programs
{
    /// <summary>Kills every process that works in a folder or below it. Only this run's factories start programs there.</summary>
    public static void KillBelow(string folder)
    {
        foreach (var entry in Directory.Exists("/proc") ? Directory.EnumerateDirectories("/proc") : [])
        {
            if (int.TryParse(Path.GetFileName(entry), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && FolderOf(entry)?.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) == true)
            {
                Kill(id);
            }
        }
    }

    private static string? FolderOf(string entry)
    {
        try
        {
            return new FileInfo(Path.Combine(entry, "cwd")).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // Gone, or somebody else's.
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended by itself.
        }
    }
}

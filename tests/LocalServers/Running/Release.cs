using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Corporation.LocalServers.Running;

/// <summary>Which release of Redis or Valkey a program is; some settings came late.</summary>
internal static partial class Release
{
    private static readonly ConcurrentDictionary<string, Version> Known = new();

    public static Version Of(string program) => Known.GetOrAdd(program, Ask);

    private static Version Ask(string program)
    {
        using var process = Process.Start(new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return VersionPattern().Match(text) is { Success: true } match
            ? Version.Parse(match.Groups[1].Value)
            : throw new LocalServerException($"{program} --version says '{text.Trim()}', which names no version.");
    }

    [GeneratedRegex(@"\bv=(\d+\.\d+\.\d+)")]
    private static partial Regex VersionPattern();
}

using System.Text.RegularExpressions;

namespace Corporation.Factory.Processes;

/// <summary>The environment of a started process: nothing of the factory's own but what is named, because that holds secrets.</summary>
internal static partial class ScrubbedEnvironment
{
    /// <summary>Marks every process of an attempt, so that those are found which left its session.</summary>
    public const string Marker = "CORPORATION_PROCESS_TREE";

    public const int MaxValueLength = 32 * 1024;

    // Names that make common programs load or run other code. The list can't be complete: it keeps accidents and easy tricks out, no more.
    private static readonly string[] Reserved =
        ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SHELL", "IFS", "ENV", "BASH_ENV", "DOTNET_STARTUP_HOOKS", Marker];

    private static readonly string[] ReservedPrefixes = ["LD_", "DYLD_", "GIT_", "BASH_FUNC_", "CORECLR_", "COR_", "DOTNET_ADDITIONAL_DEPS"];

    public static bool IsLegalName(string name) => LegalName().IsMatch(name);

    /// <summary>True for names that a mission may not set.</summary>
    public static bool IsReserved(string name) =>
        Reserved.Contains(name, StringComparer.OrdinalIgnoreCase)
        || ReservedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    /// <param name="home">The process's home; its temporary folder is made below it.</param>
    /// <param name="searchPath">The folders of <c>PATH</c>.</param>
    /// <param name="passed">Names of the factory's own variables to pass on.</param>
    public static Dictionary<string, string> Create(string home, IEnumerable<string> searchPath, IEnumerable<string>? passed)
    {
        var temporary = Directory.CreateDirectory(Path.Combine(home, "tmp")).FullName;
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in passed ?? [])
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
                environment[name] = value;
        }

        environment["PATH"] = string.Join(Path.PathSeparator, searchPath);
        environment["HOME"] = home;
        environment["LANG"] = "C.UTF-8";
        environment["TMPDIR"] = temporary;
        if (OperatingSystem.IsWindows())
        {
            environment["TEMP"] = environment["TMP"] = temporary;
            environment["USERPROFILE"] = home;
            environment["SystemRoot"] = Environment.GetFolderPath(Environment.SpecialFolder.Windows);
        }

        return environment;
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex LegalName();
}

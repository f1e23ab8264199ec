using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Corporation.RedisStreams.Tests.Documentation;

/// <summary>The tests that <c>docs/delivery-guarantees.md</c> names exist, in whichever project of the transport.</summary>
public sealed partial class GuaranteeTests
{
    [Fact]
    public void Every_test_that_proves_a_guarantee_exists()
    {
        var root = Root();
        var tests = Directory.EnumerateDirectories(Path.Combine(root, "tests"), "RedisStreams.*")
            .SelectMany(project => Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => TestsOf(File.ReadAllText(file)))
            .ToHashSet(StringComparer.Ordinal);
        var named = Named().Matches(File.ReadAllText(Path.Combine(root, "docs/delivery-guarantees.md"))).Select(match => match.Groups["test"].Value).ToList();

        Assert.InRange(named.Count, 40, 400);
        Assert.Empty(named.Except(tests));
    }

    private static IEnumerable<string> TestsOf(string source) =>
        Class().Match(source) is { Success: true } type
            ? Test().Matches(source).Select(test => $"{type.Groups["name"].Value}.{test.Groups["name"].Value}")
            : [];

    private static string Root([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../.."));

    [GeneratedRegex(@"^\| .* \| `(?<test>\w+\.\w+)` \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Named();

    [GeneratedRegex(@"^public (sealed |abstract )?(partial )?class (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Class();

    // An attribute that makes it a test, whatever data stand between that and the method.
    [GeneratedRegex(@"\[(Fact|Theory)[^\n]*\n(\s*\[[^\n]*\n)*\s*public (async )?(Task|void) (?<name>\w+)\(")]
    private static partial Regex Test();
}

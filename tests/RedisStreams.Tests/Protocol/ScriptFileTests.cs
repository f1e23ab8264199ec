using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Corporation.RedisStreams.Tests.Protocol;

/// <summary>What must be true of every script, by its text.</summary>
public sealed partial class ScriptFileTests
{
    public static TheoryData<string> Scripts { get; } = [.. Directory.EnumerateFiles(Folder(), "*.lua").Select(Path.GetFileName).OfType<string>().Order()];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void It_says_what_it_is_for_what_it_takes_and_gives_and_what_holds_if_the_server_dies(string script)
    {
        string[] head = [.. File.ReadLines(Path.Combine(Folder(), script)).TakeWhile(line => line.StartsWith("--", StringComparison.Ordinal))];

        Assert.Matches("^-- [A-Z].*[^ ]$", head[0]);
        if (script.StartsWith("part-", StringComparison.Ordinal))
            return; // Without effect by itself.
        Assert.Contains(head, line => KeysLine().IsMatch(line));
        Assert.Contains(head, line => line.StartsWith("-- Returns ", StringComparison.Ordinal));
        Assert.Contains(head, line => line.StartsWith("-- If the server dies: ", StringComparison.Ordinal));
        Assert.Contains(head, line => line.StartsWith("-- ARGV", StringComparison.Ordinal) || line.StartsWith("-- KEYS, ARGV", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void It_trims_nothing_and_makes_no_group_that_begins_at_the_end(string script)
    {
        var code = string.Join('\n', File.ReadLines(Path.Combine(Folder(), script)).Where(line => !line.TrimStart().StartsWith("--", StringComparison.Ordinal)));

        Assert.DoesNotMatch("XTRIM|MAXLEN|MINID|FLUSH", code);
        Assert.DoesNotMatch(@"'XGROUP',\s*'CREATE',[^)]*'\$'", code);
    }

    private static string Folder([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../src/RedisStreams/Protocol/Lua"));

    [GeneratedRegex(@"^-- KEYS(, ARGV|\[1\]|\s)")]
    private static partial Regex KeysLine();
}

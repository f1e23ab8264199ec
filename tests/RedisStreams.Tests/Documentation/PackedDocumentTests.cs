using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Corporation.RedisStreams.Tests.Documentation;

/// <summary>The documents that lie in the transport's package lead nowhere but to each other: there is nothing else beside them.</summary>
public sealed partial class PackedDocumentTests
{
    [Fact]
    public void They_link_only_to_what_is_packed_and_to_sections_that_are_there()
    {
        var project = Path.GetFullPath(Path.Combine(Folder(), "../../../src/RedisStreams"));
        var packed = PackedFiles(Path.Combine(project, "RedisStreams.csproj"))
            .Select(path => Path.GetFullPath(Path.Combine(project, path)))
            .ToDictionary(path => Path.GetFileName(path)!, File.ReadAllText, StringComparer.Ordinal);
        Assert.Equal(5, packed.Count);

        var dead =
            from document in packed
            from link in Link().Matches(document.Value).Select(match => match.Groups["target"].Value)
            where !link.StartsWith("https://", StringComparison.Ordinal)
            let parts = link.Split('#')
            let target = parts[0].Length == 0 ? document.Key : parts[0]
            where !packed.TryGetValue(target, out var text) || (parts.Length > 1 && !AnchorsOf(text).Contains(parts[1]))
            select $"{document.Key}: {link}";

        Assert.Empty(dead);
    }

    private static IEnumerable<string> PackedFiles(string project) =>
        XDocument.Load(project).Descendants("None")
            .Where(item => (string?)item.Attribute("Pack") == "true")
            .SelectMany(item => ((string)item.Attribute("Include")!).Split(';'));

    private static IEnumerable<string> AnchorsOf(string text) => Heading().Matches(text)
        .Select(match => NoLetter().Replace(match.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private static string Folder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;

    [GeneratedRegex(@"\]\((?<target>[^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoLetter();
}

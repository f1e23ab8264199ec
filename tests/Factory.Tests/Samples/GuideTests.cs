using System.Runtime.CompilerServices;

namespace Corporation.Factory.Tests.Samples;

public sealed class GuideTests
{
    [Fact]
    public void The_handler_in_the_guide_is_the_one_that_is_compiled_and_tested()
    {
        var here = Path.GetDirectoryName(ThisFile()) ?? "";
        var sample = Text(File.ReadAllText(Path.Combine(here, "CountWords.cs")));
        var guide = Text(File.ReadAllText(Path.Combine(here, "..", "..", "..", "docs", "writing-a-handler.md")));

        Assert.Contains(sample[sample.IndexOf("public sealed record", StringComparison.Ordinal)..].Trim(), guide, StringComparison.Ordinal);
    }

    private static string Text(string text) => text.ReplaceLineEndings("\n");

    private static string ThisFile([CallerFilePath] string path = "") => path;
}

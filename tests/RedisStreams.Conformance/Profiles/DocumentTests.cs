using System.Runtime.CompilerServices;

namespace Corporation.RedisStreams.Conformance.Profiles;

/// <summary><c>docs/conformance.md</c> says what the fixtures say.</summary>
public sealed class DocumentTests
{
    private static readonly string[] Ours = ["redis-streams", "redis-streams-cluster"];

    [Fact]
    public async Task The_document_lists_what_each_transport_can_and_why_it_can_not()
    {
        var fixtures = ProfileList.OpenAll();
        var expected = Enum.GetValues<Feature>().Select(feature => Row([$"`{feature}`", .. fixtures.Select(fixture => Can(fixture, feature))]))
            .Prepend(Row(["feature", .. fixtures.Select(fixture => fixture.Name)]))
            .Concat(fixtures.SelectMany(Reasons))
            .ToList();

        var written = await File.ReadAllLinesAsync(Document(), TestContext.Current.CancellationToken);

        Assert.Empty(expected.Except(written));
        // And nothing that was true once.
        Assert.Equal(expected.Count, written.Count(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| transport", StringComparison.Ordinal)));
        foreach (var fixture in fixtures)
            await fixture.DisposeAsync();
    }

    [Fact]
    public async Task Our_own_transport_lacks_nothing()
    {
        foreach (var name in Ours)
        {
            await using var fixture = ProfileList.Open(name);
            Assert.All(Enum.GetValues<Feature>(), feature => Assert.Null(fixture.Features.WhyNot(feature)));
        }
    }

    private static string Can(TransportFixture fixture, Feature feature) => fixture.Features.WhyNot(feature) is null ? "yes" : "no";

    private static IEnumerable<string> Reasons(TransportFixture fixture) =>
        from feature in Enum.GetValues<Feature>()
        let reason = fixture.Features.WhyNot(feature)
        where reason is not null
        select Row([fixture.Name, $"`{feature}`", reason]);

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string Document([CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../docs/conformance.md");
}

using System.Text.Json;

namespace Corporation.EndToEnd.Tests;

[Collection(ProcessCollection.Name)]
public sealed class When_a_place_is_taken
{
    [Fact]
    public async Task A_second_node_on_the_same_folder_says_so_and_the_first_one_lives_on()
    {
        using var folder = new TemporaryFolder();
        var (first, client) = await CorpProcess.UpAsync(folder.Path);
        await using (first)
        await using (var second = CorpProcess.Start("up", "--url", "http://127.0.0.1:0", "--data", folder.Path, "--json"))
        {
            Assert.Equal(3, await second.WaitForExitAsync());
            Assert.Contains(folder.Path, Title(second));
            Assert.Contains("in use", Title(second));

            Assert.NotEmpty((await client.ListKindsAsync(TestContext.Current.CancellationToken)).Kinds);
        }
    }

    [Fact]
    public async Task A_second_node_on_the_same_port_says_so()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        var (first, _) = await CorpProcess.UpAsync(folder.Path);
        await using (first)
        {
            var url = JsonSerializer.Deserialize<JsonElement>(first.Out).GetProperty("url").GetString()!;
            await using var second = CorpProcess.Start("up", "--url", url, "--data", other.Path, "--json");

            Assert.Equal(3, await second.WaitForExitAsync());
            Assert.Contains("--url", Title(second));
        }
    }

    private static string Title(CorpProcess process) => JsonSerializer.Deserialize<JsonElement>(process.Error).GetProperty("title").GetString()!;
}

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Corporation.LocalServers;

namespace Corporation.RedisStreams.Tests.Protocol;

/// <summary>The examples of <c>docs/wire-format.md</c> as they stand there, run by a shell with redis-cli alone.</summary>
public sealed partial class WireFormatTests
{
    [Fact]
    public async Task What_the_document_produces_can_be_consumed_as_the_document_says()
    {
        await using var server = await StartAsync();

        await RunAsync(server, Example("XADD 'mt:{default}:q:orders'"));
        await RunAsync(server, Example("XGROUP CREATE"));
        var read = await RunAsync(server, Example("XREADGROUP").Split("# …")[0]);
        var id = EntryIdPattern().Match(read).Value;
        await RunAsync(server, $"id={id}\n" + Example("XREADGROUP").Split("as one step\n")[1]);

        Assert.Contains("""{"order":17}""", read);
        Assert.Equal("0", await server.ExecuteAsync("XLEN", "mt:{default}:q:orders"));
        Assert.StartsWith("0", await server.ExecuteAsync("XPENDING", "mt:{default}:q:orders", "mt"));
    }

    [Fact]
    public async Task The_script_sends_publishes_and_knows_duplicates()
    {
        await using var server = await StartAsync();
        await RunAsync(server, Example("XGROUP CREATE"));

        var replies = await RunAsync(server, Example("--eval"));
        var again = await RunAsync(server, Example("--eval"));

        Assert.Equal("1 1 1", Words(replies));
        Assert.Equal("1 1 -1", Words(again));
        Assert.Equal("5", await server.ExecuteAsync("XLEN", "mt:{default}:q:orders"));
    }

    [Fact]
    public async Task A_message_scheduled_by_hand_comes_when_it_is_due()
    {
        await using var server = await StartAsync();
        await using var half = await SendingHalf.OpenAsync(server.ConnectionString, "default");

        await RunAsync(server, "due_unix_ms=1000\n" + Example("mt:{default}:scheduled:my-token"));
        half.Mover.Start();

        await Eventually.True(async () => (await half.BodiesAsync("orders")) is ["""{"order":18}"""]);
    }

    [Fact]
    public async Task A_queue_declared_by_hand_is_the_one_that_is_declared_by_script()
    {
        await using var server = await StartAsync();
        await using var half = await SendingHalf.OpenAsync(server.ConnectionString, "default");
        await RunAsync(server, Example("XGROUP CREATE"));
        var byHand = await DumpAsync(server);

        Assert.False(await half.DeclareAsync("orders", ("Order", "")));
        Assert.Equal(byHand, await DumpAsync(server));

        await server.ExecuteAsync("FLUSHALL");
        Assert.True(await half.DeclareAsync("orders", ("Order", "")));
        Assert.Equal(byHand, await DumpAsync(server));
    }

    private static Task<RedisServer> StartAsync() => RedisServer.StartAsync(new RedisServerOptions(), SendingHalf.Ended);

    private static async Task<string> DumpAsync(RedisServer server)
    {
        var dump = "";
        foreach (var key in (await server.ExecuteAsync("KEYS", "*")).Split('\n').Order(StringComparer.Ordinal))
        {
            var type = (await server.ExecuteAsync("TYPE", key)).Trim();
            dump += $"{key} {type} {Words(await server.ExecuteAsync(type switch
            {
                "set" => ["SMEMBERS", key],
                "hash" => ["HGETALL", key],
                _ => ["XINFO", "GROUPS", key],
            }))}\n";
        }

        return dump;
    }

    // The block of the document that has these words.
    private static string Example(string words, [CallerFilePath] string thisFile = "")
    {
        var document = File.ReadAllText(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../docs/wire-format.md"));
        var blocks = Block().Matches(document).Select(match => match.Groups["text"].Value);
        return Assert.Single(blocks, block => block.Contains(words, StringComparison.Ordinal));
    }

    private static async Task<string> RunAsync(RedisServer server, string script, [CallerFilePath] string thisFile = "")
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../.."));
        var folder = Directory.CreateTempSubdirectory("corp-wire-");
        var placed = script.Replace("redis-cli", $"redis-cli -h {LocalServer.Host} -p {server.Port} -e").Replace("/tmp/", $"{folder.FullName}/");
        var start = new ProcessStartInfo("/bin/sh", ["-euc", placed])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = root,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(SendingHalf.Ended);
        var errors = process.StandardError.ReadToEndAsync(SendingHalf.Ended);
        await process.WaitForExitAsync(SendingHalf.Ended);
        folder.Delete(recursive: true);
        Assert.True(process.ExitCode == 0, $"{script}\n{await output}{await errors}");
        return await output;
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex("```sh\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\d{13}-\d+")]
    private static partial Regex EntryIdPattern();
}

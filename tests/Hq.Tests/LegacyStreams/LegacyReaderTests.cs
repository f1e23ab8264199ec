using Corporation.Hq.Fleet;
using Corporation.Hq.LegacyStreams;
using Corporation.Hq.Tests.Nodes;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.Tests.LegacyStreams;

public sealed class LegacyReaderTests(LegacyRedis redis) : IClassFixture<LegacyRedis>
{
    private readonly string _stream = $"read:{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_trouble_it_reads_one_entry_and_more_again_with_each_turn_that_goes_well()
    {
        await using var node = await TestNode.StartAsync();
        await using var server = Connect(node, out var reader);
        await AddAsync(200);
        Assert.Equal(64, (await reader.ReadAsync(Token)).Count);

        reader.LookBack();
        var counts = new List<int>();
        for (var turn = 0; turn < 7; turn++)
        {
            counts.Add((await reader.ReadAsync(Token)).Count);
            reader.Trust();
        }

        // The 64 that it holds, the last of them alone, and then new ones.
        Assert.Equal([1, 2, 4, 8, 16, 32, 1], counts);
        Assert.Equal(64, (await reader.ReadAsync(Token)).Count);
    }

    [Fact]
    public async Task What_can_not_be_settled_is_passed_by_and_comes_again_after_what_is_new()
    {
        await using var node = await TestNode.StartAsync();
        await using var server = Connect(node, out var reader);
        await AddAsync(2);
        var held = await reader.ReadAsync(Token);
        await AddAsync(1);
        var seen = new List<string>();

        // Every turn fails.
        for (var turn = 0; turn < 6; turn++)
        {
            reader.LookBack();
            seen.AddRange((await reader.ReadAsync(Token)).Select(entry => entry.Id));
        }

        Assert.Equal([held[0].Id, held[1].Id], seen[..2]);
        Assert.DoesNotContain(seen[2], held.Select(entry => entry.Id));
        Assert.Equal([held[0].Id, held[1].Id, seen[2]], seen[3..]);
    }

    private Task<string> AddAsync(int count) =>
        redis.Server.ExecuteAsync("EVAL", $"for i = 1, {count} do redis.call('XADD', KEYS[1], '*', 'foo', i) end", "1", _stream);

    private LegacyServer Connect(TestNode node, out LegacyReader reader)
    {
        var options = Options.Create(new LegacyStreamsOptions { Url = redis.Server.Url.ToString(), Stream = _stream, Group = "g", DlqStream = "d" });
        var server = new LegacyServer(options);
        reader = new LegacyReader(server, node.Get<HqSelf>(), options, TimeProvider.System);
        return server;
    }
}

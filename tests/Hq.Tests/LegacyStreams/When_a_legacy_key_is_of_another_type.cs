using Corporation.Hq.LegacyStreams;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Corporation.Hq.Tests.LegacyStreams;

/// <summary>Somebody has put something else under the name of a stream: what is told to both is told to none, and the other one does not grow with each try.</summary>
public sealed class When_a_legacy_key_is_of_another_type(LegacyRedis redis) : IClassFixture<LegacyRedis>
{
    private static readonly LegacyEntry Entry = new("1-1", [new NameValueEntry("foo", "bar")]);

    private readonly string _stream = $"typed:{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Results => _stream + ":results";

    private string DeadLetters => _stream + ":dlq";

    [Fact]
    public async Task A_dead_letter_is_not_added_without_its_result_and_the_other_way_round()
    {
        await using var server = Connect(out var writer);

        foreach (var (wrong, other) in ((string, string)[])[(Results, DeadLetters), (DeadLetters, Results)])
        {
            await redis.Server.ExecuteAsync("SET", wrong, "no stream");
            var refusal = await Assert.ThrowsAsync<RedisServerException>(() => writer.PublishAsync(Result(), withDeadLetter: true, Token));

            Assert.Contains($"{wrong} is a string", refusal.Message, StringComparison.Ordinal);
            Assert.Equal("0", (await redis.Server.ExecuteAsync("EXISTS", other)).Trim());
            await redis.Server.ExecuteAsync("DEL", wrong);
        }

        await writer.PublishAsync(Result(), withDeadLetter: true, Token);
        Assert.Equal(("1", "1"), (await LengthAsync(Results), await LengthAsync(DeadLetters)));
    }

    [Fact]
    public async Task A_result_alone_does_not_ask_for_the_dead_letters()
    {
        await using var server = Connect(out var writer);
        await redis.Server.ExecuteAsync("SET", DeadLetters, "no stream");

        await writer.PublishAsync(Result(), withDeadLetter: false, Token);

        Assert.Equal("1", await LengthAsync(Results));
    }

    [Fact]
    public async Task An_entry_that_is_no_mission_stays_pending_and_the_error_names_the_key()
    {
        await using var server = Connect(out var writer);
        await redis.Server.ExecuteAsync("XGROUP", "CREATE", _stream, OldFleet.Group, "0", "MKSTREAM");
        await redis.Server.ExecuteAsync("XADD", _stream, "1-1", "foo", "bar");
        await redis.Server.ExecuteAsync("XREADGROUP", "GROUP", OldFleet.Group, "hq-f1", "STREAMS", _stream, ">");
        await redis.Server.ExecuteAsync("SET", DeadLetters, "no stream");
        var envelope = LegacyEnvelope.Read(Entry, 1_000, new());

        var refusal = await Assert.ThrowsAsync<RedisServerException>(() => writer.DeadLetterAsync(Entry, envelope, "why", Token));

        Assert.Contains($"{DeadLetters} is a string", refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith("1\n", await redis.Server.ExecuteAsync("XPENDING", _stream, OldFleet.Group), StringComparison.Ordinal);
    }

    private static LegacyResult Result() => new("job-1", "FAILED", "{}", "{\"dead\":true}");

    private async Task<string> LengthAsync(string stream) => (await redis.Server.ExecuteAsync("XLEN", stream)).Trim();

    private LegacyServer Connect(out LegacyWriter writer)
    {
        var options = Options.Create(new LegacyStreamsOptions
        {
            Url = redis.Server.Url.ToString(), Stream = _stream, Group = OldFleet.Group, DlqStream = DeadLetters, MaxLength = 100,
        });
        var server = new LegacyServer(options);
        writer = new LegacyWriter(server, options);
        return server;
    }
}

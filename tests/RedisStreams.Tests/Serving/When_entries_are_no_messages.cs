using Corporation.LocalServers;

namespace Corporation.RedisStreams.Tests.Serving;

/// <summary>What anybody may write into a queue ends with its reason in the error queue or is skipped, and the next message is consumed.</summary>
public sealed class When_entries_are_no_messages(RedisFixture redis)
{
    private const string Envelope = "application/vnd.masstransit+json";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a broken envelope", "fault", "b", "{\"message\":{", "c", Envelope)]
    [InlineData("no text at all", "fault", "b", "\\xff\\xfe\\x00", "c", Envelope)]
    [InlineData("an empty body", "fault", "b", "", "c", Envelope)]
    [InlineData("another kind of envelope", "fault", "b", "[1,2]", "c", Envelope)]
    [InlineData("a message of the wrong shape", "fault", "b", Order + "{\"number\":\"many\"}}", "c", Envelope)]
    [InlineData("an unknown content type", "fault", "b", "x", "c", "application/x-unheard-of")]
    [InlineData("no content type at all", "fault", "b", "x", "c", "%%%")]
    [InlineData("no body", "no-body", "c", Envelope, "h", "{\"a\":1}")]
    [InlineData("a measurement", "no-body", "temperature", "21", "unit", "C")]
    public async Task They_end_in_the_error_queue_with_the_reason(string what, string reason, params string[] fields)
    {
        await using var bus = await TriedBus.StartAsync(redis.Server.Url);

        await AddAsync(bus, fields);

        await Eventually.True(async () => (await bus.Queues.GetDepthAsync("orders_error", Token))?.Messages == 1);
        var dead = Assert.Single(await bus.Queues.PeekAsync("orders_error", cancellationToken: Token));
        Assert.True(dead.Headers?.Contains($"\"MT-Reason\":\"{reason}\"", StringComparison.Ordinal), $"{what}: {dead.Headers}");
        Assert.Contains("MT-Fault-Message", dead.Headers, StringComparison.Ordinal);
        await AssertGoesOnAsync(bus);
    }

    [Theory]
    [InlineData("b", "{\"message\":{},\"messageType\":[\"urn:message:Some:Thing\"]}", "c", Envelope)]
    public async Task A_message_of_an_unknown_type_is_skipped(params string[] fields)
    {
        await using var bus = await TriedBus.StartAsync(redis.Server.Url);

        await AddAsync(bus, fields);

        await Eventually.True(async () => (await bus.Queues.GetDepthAsync("orders_skipped", Token))?.Messages == 1);
        await AssertGoesOnAsync(bus);
    }

    [Theory]
    [InlineData("h", "no json")]
    [InlineData("h", "[1,2]")]
    [InlineData("h", "17")]
    [InlineData("h", "{\"deep\":{\"er\":[1,null]},\"none\":null,\"big\":123456789012345678901234567890}")]
    [InlineData("h", "\\xff\\xfe")]
    [InlineData("i", "no id")]
    [InlineData("e", "no time")]
    [InlineData("e", "99999999999999999999")]
    [InlineData("k", "")]
    [InlineData("z", "a field of tomorrow")]
    [InlineData("long-name", "not ours")]
    public async Task A_good_body_is_consumed_whatever_lies_beside_it(string field, string value)
    {
        await using var bus = await TriedBus.StartAsync(redis.Server.Url);

        await AddAsync(bus, "b", Order + "{\"number\":1}}", "c", Envelope, field, value);

        await Eventually.True(() => bus.Consumed == 1);
        await AssertGoesOnAsync(bus);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_before_it_is_sent()
    {
        await using var bus = await TriedBus.StartAsync(redis.Server.Url, host => host.MaxBodyBytes = 2000);

        var failure = await Assert.ThrowsAsync<ArgumentException>(() => bus.SendAsync(new string('x', 3000)));

        Assert.Contains("the limit is 2000", failure.Message, StringComparison.Ordinal);
        Assert.Contains("q:orders", failure.Message, StringComparison.Ordinal);
        await AssertGoesOnAsync(bus);
    }

    [Fact]
    public async Task A_body_over_the_servers_limit_fails_and_harms_no_other()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions { ConfigLines = ["proto-max-bulk-len 1mb"] }, Token);
        await using var bus = await TriedBus.StartAsync(server.Url);
        await bus.ConsumeOneAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => bus.SendAsync(new string('x', 2 << 20)).WaitAsync(TimeSpan.FromSeconds(10), Token));

        await Load.AssertLowAsync(server);
        await bus.ConsumeOneAsync();
    }

    private const string Order = "{\"messageType\":[\"urn:message:Corporation.RedisStreams.Tests.Serving:TriedBus+Order\"],\"message\":";

    private static async Task AssertGoesOnAsync(TriedBus bus)
    {
        await bus.ConsumeOneAsync();
        await Eventually.True(async () => (await bus.Queues.GetDepthAsync(TriedBus.Queue, Token))?.Messages == 0);
    }

    // redis-cli passes arguments as text, so other bytes go through a script.
    private Task AddAsync(TriedBus bus, params string[] fields) => redis.Server.ExecuteAsync(
        ["EVAL", $"return redis.call('XADD', KEYS[1], '*', {string.Join(", ", fields.Select(Literal))})", "1", bus.Prefix + "q:" + TriedBus.Queue]);

    private static string Literal(string text) => text.StartsWith("\\x", StringComparison.Ordinal)
        ? $"'{string.Concat(text.Split("\\x")[1..].Select(hex => $"\\{Convert.ToInt32(hex, 16)}"))}'"
        : $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}

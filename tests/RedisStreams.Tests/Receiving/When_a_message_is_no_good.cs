using System.Text.Json;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Receiving;

namespace Corporation.RedisStreams.Tests.Receiving;

public sealed class When_a_message_is_no_good(RedisFixture redis)
{
    [Fact]
    public async Task One_that_kills_its_process_ends_in_the_error_queue()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.AddAsync(Lane.Normal, new("b", "poison"), new("h", "{\"mine\":\"kept\"}"));
        await bench.SendAsync(1, prefix: "good");

        for (var i = 0; i < 3; i++)
        {
            var victim = await bench.StartAsync(TestReceiver.NeverAsync, WithCap);
            await Eventually.True(() => Task.FromResult(victim.Begun.Contains("poison")));
            await victim.CrashAsync();
        }

        var healthy = await bench.StartAsync(TestReceiver.CompleteAsync, WithCap);
        await Eventually.True(async () => await bench.LengthAsync(QueueBench.ErrorQueue) == 2);
        await Eventually.True(bench.IsEmptyAsync);
        Assert.Empty(healthy.Begun);
        var headers = await HeadersAsync(bench, QueueBench.ErrorQueue);
        Assert.Equal("max-delivery-count", headers.GetProperty("MT-Reason").GetString());
        Assert.Equal("kept", headers.GetProperty("mine").GetString());
        Assert.Contains("delivered 3 times", headers.GetProperty("MT-Fault-Message").GetString(), StringComparison.Ordinal);

        static ReceiverSettings WithCap(ReceiverSettings settings) => settings with { MaxDeliveryCount = 3, LeaseDuration = TimeSpan.FromSeconds(1) };
    }

    [Fact]
    public async Task Foreign_entries_go_to_the_error_queue_and_harm_nobody()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.AddAsync(Lane.Normal, new("temperature", "21"), new("unit", "°C"));
        await bench.AddAsync(Lane.Normal, [.. Enumerable.Range(0, 5000).Select(i => new StackExchange.Redis.NameValueEntry($"f{i}", new string('x', 20)))]);
        await bench.AddAsync(Lane.High, new("h", "not json"), new("e", "not a number"));
        await bench.SendAsync(1);

        var receiver = await bench.StartAsync(TestReceiver.CompleteAsync);

        await Eventually.True(bench.IsEmptyAsync);
        Assert.Single(receiver.Begun);
        var moved = await bench.Database.StreamRangeAsync(bench.Keys.Stream(QueueBench.ErrorQueue, Lane.Normal));
        Assert.Equal(3, moved.Length);

        // They are moved side by side, so in any order.
        Assert.Single(moved, entry => Headers(entry).TryGetProperty("MT-Redis-Unreadable-Headers", out var text) && text.GetString() == "not json");
        Assert.Single(moved, entry => entry["temperature"] == "21");
        Assert.Single(moved, entry => !entry["b"].IsNullOrEmpty && JsonDocument.Parse((string)entry["b"]!).RootElement.GetArrayLength() == 10_000);
        Assert.All(moved, entry => Assert.Equal("no-body", Header(entry, "MT-Reason")));
    }

    [Fact]
    public async Task A_broken_id_header_or_expiry_is_left_to_the_handler()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.AddAsync(Lane.Normal, new("b", ""), new("i", "not a guid"), new("h", "not json"), new("e", "soon"), new("long-name", "ignored"));
        var seen = new TaskCompletionSource<Delivery>();

        await bench.StartAsync(delivery =>
        {
            seen.TrySetResult(delivery);
            return TestReceiver.CompleteAsync(delivery);
        });

        var delivery = await seen.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Empty(delivery.Body!);
        Assert.Null(delivery.MessageId);
        Assert.Null(delivery.ExpiresMs);
        Assert.Equal("not json"u8.ToArray(), delivery.Headers);
        await Eventually.True(bench.IsEmptyAsync);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_expired_one_is_not_handled(bool deadLetter)
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        var now = await bench.NowMsAsync();
        for (var i = 0; i < 200; i++)
            await bench.AddAsync(Lane.Normal, new("b", $"expired{i}"), new("e", now - 1));
        await bench.AddAsync(Lane.Normal, new("b", "alive"), new("e", now + 60_000), new("h", "{}"));

        var receiver = await bench.StartAsync(TestReceiver.CompleteAsync, settings => settings with { DeadLetterExpired = deadLetter });

        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal(["alive"], receiver.Begun);
        Assert.Equal(deadLetter ? 200 : 0, await bench.LengthAsync(QueueBench.SkippedQueue));
        if (deadLetter)
            Assert.Equal("expired", (await HeadersAsync(bench, QueueBench.SkippedQueue)).GetProperty("MT-Reason").GetString());
    }

    [Fact]
    public async Task One_that_expires_while_it_is_buffered_is_not_handled_either()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        var expires = await bench.NowMsAsync() + 500;
        await bench.AddAsync(Lane.Normal, QueueBench.Fields("first"));
        await bench.AddAsync(Lane.Normal, new("b", "second"), new("e", expires));

        var receiver = await bench.StartAsync(
            async delivery =>
            {
                await Eventually.True(async () => await bench.NowMsAsync() > expires);
                delivery.Complete();
            },
            settings => settings with { ConcurrentMessageLimit = 1 });

        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal(["first"], receiver.Begun);
    }

    [Fact]
    public async Task The_servers_clock_decides_what_has_expired()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        var id = await bench.AddAsync(Lane.Normal, new("b", "body"), new("e", await bench.NowMsAsync() + 60_000));
        var (seat, _) = await bench.Scripts.OpenConsumerAsync("me", Seat.NewToken(), TimeSpan.FromMinutes(1));
        await bench.Database.StreamReadGroupAsync(bench.Stream(Lane.Normal), StreamKeys.Group, seat.Name, ">");

        var (outcome, now) = await bench.Scripts.ExpireAsync(seat, bench.Delivery(Lane.Normal, id), QueueBench.SkippedQueue, "{}");

        Assert.Equal(ExpiryOutcome.NotYet, outcome);
        Assert.InRange(now, id.Milliseconds, id.Milliseconds + 10_000);
        Assert.Equal(1, await bench.PendingAsync());
    }

    private static JsonElement Headers(StackExchange.Redis.StreamEntry entry) => JsonDocument.Parse((string)entry["h"]!).RootElement;

    private static string? Header(StackExchange.Redis.StreamEntry entry, string name) => Headers(entry).GetProperty(name).GetString();

    private static async Task<JsonElement> HeadersAsync(QueueBench bench, QueueName queue)
    {
        var entries = await bench.Database.StreamRangeAsync(bench.Keys.Stream(queue, Lane.Normal));
        return entries.Select(entry => (string?)entry["h"]).Where(headers => headers is not null && headers.Contains("MT-Reason", StringComparison.Ordinal))
            .Select(headers => JsonDocument.Parse(headers!).RootElement)
            .OrderByDescending(headers => headers.TryGetProperty("mine", out _)).First();
    }
}

using System.Text;
using System.Text.Json;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Sending;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Tests.Delay;

/// <summary>Others may write the schedule by hand. Whatever they write, it goes to scheduled_error with the reason and holds up no other.</summary>
public sealed class When_a_scheduled_message_is_no_good(RedisFixture redis)
{
    [Theory]
    [InlineData("queue:CHATROOMS", "h", "destination")] // Neither q: nor t:; and OOM, with which a server says that its memory is full, is in the name.
    [InlineData("q:orders", "high", "lane")]
    [InlineData("q:my queue", "h", "queue name")]
    public async Task Its_destination_can_be_wrong(string destination, string lane, string reason)
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await ScheduleByHandAsync(half, [new("to", destination), new("lane", lane), new("b", "bad")]);

        await AssertGoesAsideAsync(half, reason);
    }

    [Fact]
    public async Task It_can_have_more_fields_than_any_message()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await ScheduleByHandAsync(half, [new("to", "q:orders"), .. Enumerable.Range(0, 5_000).Select(i => new HashEntry($".field{i}", i))]);

        await AssertGoesAsideAsync(half, "5000 fields");
    }

    private static async Task ScheduleByHandAsync(SendingHalf half, HashEntry[] message)
    {
        await half.Database.HashSetAsync(half.Keys.ScheduledMessage("bad"), message);
        await half.Database.SortedSetAddAsync(half.Keys.Scheduled, "bad", 0);
    }

    private async Task AssertGoesAsideAsync(SendingHalf half, string reason)
    {
        await half.SendAsync(new OutgoingMessage { Destination = SendingHalf.ToQueue("others"), Body = "good"u8.ToArray(), Delay = TimeSpan.FromMilliseconds(1) });

        half.Mover.Start();

        await Eventually.True(async () => (await half.BodiesAsync("others")) is ["good"]);
        var dead = Assert.Single(await half.Inspector.PeekAsync(new QueueName("scheduled_error"), 10, null, SendingHalf.Ended));
        Assert.Contains(reason, JsonDocument.Parse(dead.Headers!).RootElement.GetProperty("MT-Reason").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(Encoding.UTF8.GetString(dead.Body.Span));
        Assert.Empty((await redis.Server.ExecuteAsync("KEYS", half.Keys.Prefix + "q-high*")).Trim());
        Assert.DoesNotContain("my queue", (await half.Database.SetMembersAsync(half.Keys.Queues)).Select(name => name.ToString()));
    }
}

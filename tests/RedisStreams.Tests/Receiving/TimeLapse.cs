using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Protocol;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Tests.Receiving;

/// <summary>
/// Makes the server believe that time has passed for a consumer that is gone. Those who take its place may so have leases that no busy machine lets
/// lapse, and whatever is delivered twice is the transport's fault.
/// </summary>
internal static class TimeLapse
{
    private const int Chunk = 1000;

    private static readonly long LongAgoMs = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    /// <summary>The leases of all that is pending to it end now. Their delivery counts stay.</summary>
    public static async Task LetLeasesEndAsync(this QueueBench bench, string consumer)
    {
        foreach (var stream in bench.Lanes.Select(bench.Stream))
        {
            var pending = await bench.Database.StreamPendingMessagesAsync(stream, StreamKeys.Group, int.MaxValue, consumer);
            foreach (var chunk in pending.Select(entry => (object)entry.MessageId).Chunk(Chunk))
                await bench.Database.ExecuteAsync("XCLAIM", [stream, StreamKeys.Group, consumer, 0, .. chunk, "IDLE", LongAgoMs, "JUSTID"]);
        }
    }

    /// <summary>Its name is kept no longer.</summary>
    public static async Task LetSeatEndAsync(this QueueBench bench, string consumer)
    {
        var seats = bench.Keys.Consumers(bench.Queue);
        var token = ((string)(await bench.Database.HashGetAsync(seats, consumer))!).Split('|')[0];
        await bench.Database.HashSetAsync(seats, consumer, $"{token}|{await bench.NowMsAsync() - LongAgoMs}");
    }

    /// <summary>Its right to read alone ends now.</summary>
    public static async Task LetOwnershipEndAsync(this QueueBench bench)
    {
        var owners = bench.Keys.Owners(bench.Queue);
        var owner = ((string)(await bench.Database.HashGetAsync(owners, "all"))!).Split('|');
        await bench.Database.HashSetAsync(owners, "all", $"{owner[0]}|{owner[1]}|{await bench.NowMsAsync() - LongAgoMs}");
    }

    /// <summary>Has a receiver go once through all that it does by the clock, and waits until it has.</summary>
    public static async Task GoRoundAsync(this QueueBench bench, TestReceiver receiver)
    {
        var seats = bench.Keys.Consumers(bench.Queue);
        var before = await bench.Database.HashGetAsync(seats, receiver.Receiver.ConsumerName);
        await Eventually.True(async () =>
        {
            // Each round after that says anew until when the name is kept, in the same step in which it takes what others let lapse.
            await bench.Database.PublishAsync(RedisChannel.Literal(bench.Keys.WakeChannel), WakeSignal.Made(bench.Queue.Value));
            return await bench.Database.HashGetAsync(seats, receiver.Receiver.ConsumerName) != before;
        });
    }
}

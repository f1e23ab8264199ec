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
    // One step each: between a look and a change somebody else could take what is changed.
    private const string EndLeases = """
        for _, entry in ipairs(redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 100000, ARGV[2])) do
            redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, entry[1], 'IDLE', ARGV[3], 'JUSTID')
        end
        """;

    private const string EndOwnership = """
        local name, token = string.match(redis.call('HGET', KEYS[1], 'all'), '^(.*)|(.*)|%d+$')
        if name == ARGV[1] then redis.call('HSET', KEYS[1], 'all', name .. '|' .. token .. '|1') end
        return name
        """;

    private static readonly long LongAgoMs = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    /// <summary>The leases of all that is pending to it end now. Their delivery counts stay.</summary>
    public static async Task LetLeasesEndAsync(this QueueBench bench, string consumer)
    {
        foreach (var stream in bench.Lanes.Select(bench.Stream))
            await bench.Database.ScriptEvaluateAsync(EndLeases, [stream], [StreamKeys.Group, consumer, LongAgoMs]);
    }

    /// <summary>Its leases end, and another one takes what it had. Again and again, for a last word of the one that is gone may still be on its way.</summary>
    public static Task LetTakeOverAsync(this QueueBench bench, string gone, TestReceiver heir) => Eventually.True(async () =>
    {
        await bench.LetLeasesEndAsync(gone);
        await bench.GoRoundAsync(heir);
        return (await bench.Database.StreamPendingMessagesAsync(bench.Stream(Lane.Normal), StreamKeys.Group, 1, gone)).Length == 0;
    });

    /// <summary>Its name is kept no longer.</summary>
    public static async Task LetSeatEndAsync(this QueueBench bench, string consumer)
    {
        var seats = bench.Keys.Consumers(bench.Queue);
        var token = ((string)(await bench.Database.HashGetAsync(seats, consumer))!).Split('|')[0];
        await bench.Database.HashSetAsync(seats, consumer, $"{token}|{await bench.NowMsAsync() - LongAgoMs}");
    }

    /// <summary>Its right to read alone ends, and another one takes it. Again and again, as above.</summary>
    public static Task LetOwnAsync(this QueueBench bench, string gone, TestReceiver heir) => Eventually.True(async () =>
    {
        var owner = (string?)await bench.Database.ScriptEvaluateAsync(EndOwnership, [bench.Keys.Owners(bench.Queue)], [gone]);
        await bench.GoRoundAsync(heir);
        return owner == heir.Receiver.ConsumerName;
    });

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

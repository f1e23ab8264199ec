using System.Globalization;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Loss.Tests.ScriptCrashes;

/// <summary>Another consumer that comes after a crash and takes whatever is there, by the ways that a consumer has.</summary>
internal sealed class Heir(ScriptWorld world)
{
    private const string Token = "heir";
    private const int Page = 100;

    /// <returns>The bodies that it was handed, sorted.</returns>
    public async Task<IReadOnlyList<string>> TakeAllAsync()
    {
        await MakeEverythingDueAsync();
        var taken = new List<string>();
        foreach (var queue in (string[])(await world.RunAsync("list-queues"))!)
            await TakeAllAsync(queue, taken);
        taken.Sort(StringComparer.Ordinal);
        return taken;
    }

    private async Task MakeEverythingDueAsync()
    {
        RedisKey scheduled = world.Prefix + "scheduled";
        foreach (var token in await world.Database.SortedSetRangeByRankAsync(scheduled))
            await world.Database.SortedSetUpdateAsync(scheduled, token, 1);
        await world.RunAsync("move-scheduled", Page, 1000);
    }

    private async Task TakeAllAsync(string queue, List<string> taken)
    {
        var settings = await world.Database.HashGetAsync($"{world.Prefix}settings:{queue}", "partitions");
        var partitions = settings.IsNull ? 0 : (int)settings;
        RedisValue[] lanes = ["h", "n", "l", .. Enumerable.Range(0, partitions).Select(i => (RedisValue)$"p{i}")];

        var opened = (RedisResult[])(await world.RunAsync("open-consumer", queue, "heir", Token, 3_600_000, partitions))!;
        var me = (string)opened[0]!;

        // Every lease has ended.
        await world.RunAsync("maintain", queue, me, Token, partitions, 0, 3_600_000, "", Page);
        foreach (var lane in lanes)
            await world.RunAsync("repair-held", queue, lane, "-", Page);
        while (await ReceiveAsync(queue, me, lanes, taken))
        {
            // Until nothing comes any more.
        }
    }

    private async Task<bool> ReceiveAsync(string queue, string me, RedisValue[] lanes, List<string> taken)
    {
        var reply = (RedisResult[])(await world.RunAsync("receive", [queue, me, Token, Page, "", .. lanes]))!;
        var before = taken.Count;

        // Of each held entry: lane, delivery count, redelivery count, entry; of new ones: lane, entries.
        taken.AddRange(((RedisResult[])reply[2]!).Chunk(4).Select(held => BodyOf(held[3])));
        foreach (var fresh in ((RedisResult[])reply[3]!).Chunk(2))
            taken.AddRange(((RedisResult[])fresh[1]!).Select(BodyOf));
        if (taken.Count == before && (long)reply[1] >= 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"An entry of {queue} is held until {reply[1]}."));
        return taken.Count > before;
    }

    private static string BodyOf(RedisResult entry)
    {
        var fields = (string[])((RedisResult[])entry!)[1]!;
        return fields[Array.IndexOf(fields, "b") + 1];
    }
}

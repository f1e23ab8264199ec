using static Corporation.RedisStreams.Loss.Tests.ScriptCrashes.ScriptWorld;

namespace Corporation.RedisStreams.Loss.Tests.ScriptCrashes;

/// <summary>The scripts that send and schedule.</summary>
internal static class SenderCases
{
    private const long Far = 4_000_000_000_000;
    private const string Id = "00000000-0000-0000-0000-000000000001";

    public static IEnumerable<ScriptCase> All =>
    [
        new("send", "a batch to several subscribers and to a queue that is not there yet",
            FannedOutAsync,
            world => world.RunAsync(
                "send",
                "t:" + Topic, "", 6, "b", "a", "c", "text/plain", "i", Id,
                "", "b", Id,
                "q:new", "", 4, "b", "c", "c", "text/plain"))
        { Arriving = ["a", "a", "b", "b", "c"], IsRepeatable = false },

        new("send", "deduplicated, to several subscribers",
            FannedOutAsync,
            world => world.RunAsync("send", "t:" + Topic, "wi", 4, 600_000, Id, "b", "a", "c", "text/plain"))
        { Arriving = ["a", "a"] },

        new("send", "into the schedule",
            world => world.DeclareAsync(),
            world => world.RunAsync("send", "q:" + Queue, "aswi", 4, Far, "token-1", 600_000, Id, "b", "a", "c", "text/plain"))
        { Arriving = ["a"] },

        new("send", "into the schedule again under the same token",
            world => world.ScheduleAsync("a", isDue: false),
            world => world.RunAsync("send", "q:" + Queue, "as", 4, Far + 1, "of a", "b", "b", "c", "text/plain"))
        { Leaving = ["a"], Arriving = ["b"] },

        new("move-scheduled", "to queues, one of them not there yet",
            async world =>
            {
                await world.ScheduleAsync("a", isDue: true);
                await world.ScheduleAsync("b", isDue: true);
                await world.ScheduleAsync("c", isDue: false);
            },
            world => world.RunAsync("move-scheduled", 100, 1000)),

        new("move-scheduled", "one that can't be delivered",
            async world =>
            {
                await world.ScheduleAsync("a", isDue: true);
                await world.Database.HashSetAsync($"{world.Prefix}scheduled:of a", "to", "nowhere");
            },
            world => world.RunAsync("move-scheduled", 100, 1000)),

        new("cancel-scheduled", "one of two",
            async world =>
            {
                await world.RunAsync("send", "q:" + Queue, "aswi", 4, Far, "of a", 600_000, Id, "b", "a", "c", "text/plain");
                await world.ScheduleAsync("b", isDue: false);
            },
            world => world.RunAsync("cancel-scheduled", "of a"))
        { Leaving = ["a"] },
    ];

    private static async Task FannedOutAsync(ScriptWorld world)
    {
        await world.DeclareAsync("one", 0, Topic);
        await world.DeclareAsync("other", 0, Topic);
    }
}

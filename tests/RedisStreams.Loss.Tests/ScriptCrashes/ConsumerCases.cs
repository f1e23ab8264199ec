using static Corporation.RedisStreams.Loss.Tests.ScriptCrashes.ScriptWorld;

namespace Corporation.RedisStreams.Loss.Tests.ScriptCrashes;

/// <summary>The scripts of a consumer.</summary>
internal static class ConsumerCases
{
    private const int Long = 3_600_000;

    public static IEnumerable<ScriptCase> All =>
    [
        new("open-consumer", "a name whose holder is dead",
            async world =>
            {
                await world.DeclareAsync();
                await world.AddTakenAsync("test.0", "n", "a", "b");
                await world.AddTakenAsync("test.0", "h", "urgent");
                await world.Database.HashSetAsync($"{world.Prefix}consumers:{Queue}", "test.0", "dead|1");
            },
            world => world.RunAsync("open-consumer", Queue, "test", Token, Long, 0)),

        new("close-consumer", "nothing is pending",
            async world =>
            {
                await world.SitDownAsync();
                await world.AddTakenAsync(Me, "n", "a");
                await world.RunAsync("hold", Queue, Me, Token, "n", world.IdOf("a"), 1, 0, 0, "");
                await world.AddAsync("n", Queue, "b");
            },
            world => world.RunAsync("close-consumer", Queue, Me, Token, 0)),

        new("own", "after the death of the owner",
            async world =>
            {
                await world.SitDownAsync();
                await world.AddTakenAsync(Dead, "n", "a", "b");
                await world.AddTakenAsync(Dead, "l", "late");
                await world.AddAsync("n", Queue, "c");
                await world.Database.HashSetAsync($"{world.Prefix}owners:{Queue}", "all", $"{Dead}|dead|1");
            },
            world => world.RunAsync("own", Queue, Me, Token, 0, Long)),

        new("own-partitions", "after the death of the owner",
            async world =>
            {
                await world.SitDownAsync(partitions: 2);
                await world.AddTakenAsync(Dead, "p0", "a", "b");
                await world.AddTakenAsync(Dead, "p1", "c");
                await world.AddAsync("p1", Queue, "d");
                foreach (var lane in new[] { "p0", "p1" })
                    await world.Database.HashSetAsync($"{world.Prefix}owners:{Queue}", lane, $"{Dead}|dead|1");
            },
            world => world.RunAsync("own-partitions", Queue, Me, Token, 2, Long)),

        new("disown", "partitions with entries",
            async world =>
            {
                await world.SitDownAsync(partitions: 2);
                await world.AddAsync("p0", Queue, "a");
                await world.AddAsync("p1", Queue, "b");
                await world.RunAsync("own-partitions", Queue, Me, Token, 2, Long);
            },
            world => world.RunAsync("disown", Queue, Me, Token, "p0", "p1")),

        new("receive", "held and new ones of several priorities",
            async world =>
            {
                await world.SitDownAsync();
                await world.AddHeldAsync("a", "b");
                await world.AddAsync("n", Queue, "c");
                await world.AddAsync("h", Queue, "urgent");
            },
            world => world.RunAsync("receive", Queue, Me, Token, 10, "", "h", "n", "l")),

        new("renew", "of several leases",
            TakenAsync,
            world => world.RunLeasedAsync("renew", "a", "b"))
        { IsVisible = false },

        new("settle", "several",
            TakenAsync,
            world => world.RunLeasedAsync("settle", "a", "b"))
        { Leaving = ["a", "b"] },

        new("move", "to an error queue that is not there yet",
            TakenAsync,
            world => world.RunAsync("move", Queue, Me, Token, "n", world.IdOf("a"), 1, Errors, "{}")),

        new("expire", "dropped",
            TakenAsync,
            world => world.RunAsync("expire", Queue, Me, Token, "n", world.IdOf("a"), 1, "", "{}"))
        { Leaving = ["a"] },

        new("expire", "moved to where it can be looked at",
            TakenAsync,
            world => world.RunAsync("expire", Queue, Me, Token, "n", world.IdOf("a"), 1, "orders_skipped", "{}")),

        new("hold", "for a redelivery",
            TakenAsync,
            world => world.RunAsync(
                "hold", Queue, Me, Token, "n", world.IdOf("a"), 1, 0, 1, 1, "n", world.IdOf("b"), 1, 0, 0, "")),

        new("maintain", "takes from consumers that let their lease lapse",
            async world =>
            {
                await world.SitDownAsync(topics: Topic);
                await world.AddTakenAsync(Dead, "n", "a", "b");
                await world.AddTakenAsync(Dead, "h", "urgent");
            },
            world => world.RunAsync("maintain", Queue, Me, Token, 0, 0, Long, "", 100, Topic)),

        new("repair-held", "the due times are lost",
            async world =>
            {
                await world.SitDownAsync();
                await world.AddHeldAsync("a", "b");
                await world.Database.KeyDeleteAsync($"{world.Prefix}held:{Queue}");
            },
            world => world.RunAsync("repair-held", Queue, "n", "-", 100)),

        new("reap", "one that has nothing and one that has something",
            async world =>
            {
                await world.SitDownAsync();
                await world.AddTakenAsync(Dead, "n", "a");
                await world.AddAsync("n", Queue, "b");
                await world.Database.ExecuteAsync("XGROUP", "CREATECONSUMER", world.Stream(), Group, "test.2");
                await world.Database.ExecuteAsync("XGROUP", "CREATECONSUMER", world.Stream("h"), Group, "test.2");
                foreach (var name in new[] { Dead, "test.2" })
                    await world.Database.HashSetAsync($"{world.Prefix}consumers:{Queue}", name, "dead|1");
            },
            world => world.RunAsync("reap", Queue, 0, -1, Me)),

        new("return-unknown", "the reply with some of them was lost",
            async world =>
            {
                await world.SitDownAsync();
                await world.AddTakenAsync(Me, "n", "a", "b", "c");
                await world.AddTakenAsync(Me, "h", "urgent");
            },
            world => world.RunAsync("return-unknown", Queue, Me, Token, 0, "n/" + world.IdOf("b"))),
    ];

    private static async Task TakenAsync(ScriptWorld world)
    {
        await world.SitDownAsync();
        await world.AddTakenAsync(Me, "n", "a", "b");
        await world.AddAsync("n", Queue, "c");
    }
}

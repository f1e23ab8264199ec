using static Corporation.RedisStreams.Loss.Tests.ScriptCrashes.ScriptWorld;

namespace Corporation.RedisStreams.Loss.Tests.ScriptCrashes;

/// <summary>The scripts about queues as a whole, and those of operators.</summary>
internal static class OperatorCases
{
    public static IEnumerable<ScriptCase> All =>
    [
        new("requeue", "failed messages to their queue",
            FailedAsync,
            world => world.RunAsync(
                "requeue", Errors, "q:" + Queue, "", "n", world.IdOf("a"), "{}", "", "n", world.IdOf("b"), "{}", "")),

        new("requeue", "failed messages into the schedule",
            FailedAsync,
            world => world.RunAsync(
                "requeue", Errors, "q:" + Queue, 3_600_000, "n", world.IdOf("a"), "{}", "of a", "n", world.IdOf("b"), "{}", "of b")),

        new("remove", "what waits and what is held",
            async world =>
            {
                await world.SitDownAsync();
                await world.AddHeldAsync("a");
                await world.AddAsync("n", Queue, "b", "c");
            },
            world => world.RunAsync("remove", Queue, "n", world.IdOf("a"), "n", world.IdOf("b")))
        { Leaving = ["a", "b"] },

        new("purge", "what waits and what is held, and not what is in hand",
            async world =>
            {
                await world.SitDownAsync();
                await world.AddHeldAsync("a");
                await world.AddTakenAsync(Me, "n", "in hand");
                await world.AddAsync("n", Queue, "b");
                await world.AddAsync("h", Queue, "urgent");
            },
            world => world.RunAsync("purge", Queue, 100))
        { Leaving = ["a", "b", "urgent"] },

        new("delete-queue", "with messages and a subscription",
            async world =>
            {
                await world.SitDownAsync(topics: Topic);
                await world.AddTakenAsync(Me, "n", "a");
                await world.AddAsync("n", Queue, "b");
                await world.AddAsync("n", "another", "c");
                await world.DeclareAsync("another");
            },
            world => world.RunAsync("delete-queue", Queue, 0, 0))
        { Leaving = ["a", "b"] },

        new("declare-queue", "that a send has made before",
            world => world.RunAsync("send", "q:" + Queue, "", 4, "b", "a", "c", "text/plain"),
            world => world.RunAsync("declare-queue", Queue, 0, 5, "", "reject", "", Topic, "", Topic, "eu.*")),

        new("declare-topic", "with parents",
            world => world.DeclareAsync(Queue, 0, Topic),
            world => world.RunAsync("declare-topic", "local-news", Topic, "everything")),

        new("unsubscribe", "one of two patterns",
            world => world.DeclareAsync(Queue, 0, Topic, Topic + ".2"),
            world => world.RunAsync("unsubscribe", Queue, Topic, "", 0)),

        new("list-queues", "one of them is gone",
            async world =>
            {
                await world.DeclareAsync();
                await world.AddAsync("n", Queue, "a");
                await world.Database.SetAddAsync(world.Prefix + "queues", "gone");
            },
            world => world.RunAsync("list-queues")),
    ];

    private static async Task FailedAsync(ScriptWorld world)
    {
        await world.DeclareAsync();
        await world.DeclareAsync(Errors);
        await world.AddAsync("n", Errors, "a", "b", "c");
    }
}

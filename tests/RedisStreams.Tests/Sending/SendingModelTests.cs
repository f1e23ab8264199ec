using Corporation.LocalServers;
using CsCheck;

namespace Corporation.RedisStreams.Tests.Sending;

/// <summary>Random series of steps at the server and in the model must leave the same.</summary>
public sealed class SendingModelTests(RedisFixture redis)
{
    private static readonly string[] QueueNames = ["a", "b", "c"];
    private static readonly Guid[] Ids = [.. Enumerable.Range(1, 4).Select(i => new Guid(i, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]))];

    private static readonly Gen<SendingStep> Steps = Gen.Select(
        Gen.Int[0, 8], Any(QueueNames), Any(QueueNames), Any(Ids), Gen.Bool, Gen.Int[1, 4],
        (kind, queue, other, id, flag, count) => new SendingStep(kind, queue, other, id, flag, count));

    private static readonly Gen<(SendingStep Step, int Luck)> StepsInDanger = Gen.Select(Steps, Gen.Int[0, 15]);

    [Fact]
    public Task Random_steps_lose_nothing_and_double_nothing() =>
        Steps.Array[1, 40].SampleAsync(
            async steps =>
            {
                await using var half = await SendingHalf.OpenAsync(redis);
                var taken = new SendingSteps(half);
                foreach (var step in steps)
                    await taken.TakeAsync(step);
                await taken.CompareAsync();
            },
            iter: 150,
            threads: 1);

    /// <summary>What the server has answered is on its disk; what it has not is sent again, and nobody knows whether it had been done.</summary>
    [Fact]
    public async Task Nor_when_the_server_is_killed_between_steps_and_while_they_are_taken()
    {
        await using var server = await RedisServer.StartAsync(
            new RedisServerOptions { AppendOnly = true, AppendFsync = "always" }, SendingHalf.Ended);
        var (kills, lostAnswers) = (0, 0);

        await StepsInDanger.Array[8, 30].SampleAsync(
            async steps =>
            {
                await using var half = await SendingHalf.OpenAsync(server.ConnectionString, $"t{Guid.NewGuid():N}");
                var taken = new SendingSteps(half);
                var danger = new SendingDanger(server, half, taken);
                foreach (var (step, luck) in steps)
                    await danger.TakeAsync(step, luck);
                await taken.CompareAsync();
                (kills, lostAnswers) = (kills + danger.Kills, lostAnswers + danger.LostAnswers);
            },
            iter: 8,
            threads: 1);

        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills, {lostAnswers} sends had been done but had no answer");
    }

    private static Gen<T> Any<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}

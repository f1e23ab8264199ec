using Corporation.LocalServers;

namespace Corporation.RedisStreams.Loss.Tests.CrashPoints;

/// <summary>Each command of an operator's program in turn is its last one.</summary>
public sealed class When_an_operator_dies
{
    private static readonly string[] Steps = ["peek", "requeue", "cancel-scheduled", "remove", "purge", "delete-queue"];

    [Theory]
    [InlineData(CutMode.CommandLost)]
    [InlineData(CutMode.ReplyLost)]
    public async Task Another_one_finishes_and_nothing_is_lost_or_there_twice(CutMode mode)
    {
        var token = TestContext.Current.CancellationToken;
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), token);
        var violations = new List<string>();
        var met = new List<string>();

        var number = 1;
        while (await TryAsync(new CutPlace(number) { SkipsChatter = true }))
            number++;

        // The bus looks at its schedule meanwhile, so the same number may be another command.
        foreach (var step in Steps.Except(met).ToArray())
            await TryAsync(new CutPlace(1, step));

        TestContext.Current.TestOutputHelper?.WriteLine($"{mode}: {string.Join(", ", met)}");
        Assert.Empty(violations);
        Assert.Empty(Steps.Except(met));

        async Task<bool> TryAsync(CutPlace place)
        {
            await using var crash = new OperatorCrash(server, place, mode);
            violations.AddRange(await crash.RunAsync(token));
            if (crash.CutStep is not { } step)
                return false;
            met.Add(step);
            return true;
        }
    }
}

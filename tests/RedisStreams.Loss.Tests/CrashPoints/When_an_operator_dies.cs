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

        for (var number = 1; ; number++)
        {
            await using var crash = new OperatorCrash(server, new CutPlace(number) { SkipsChatter = true }, mode);
            violations.AddRange(await crash.RunAsync(token));
            if (crash.CutStep is not { } step)
                break;
            met.Add(step);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{mode}: {string.Join(", ", met)}");
        Assert.Empty(violations);
        Assert.Empty(Steps.Except(met));
    }
}

using System.Collections.Concurrent;
using Corporation.LocalServers;
using Corporation.TransportChaos.Judging;

namespace Corporation.RedisStreams.Loss.Tests.CrashPoints;

/// <summary>Each command of a bus's life in turn is the one at which its connections break.</summary>
public sealed class When_the_line_breaks
{
    private const int AtATime = 16;
    private const int ReapedOneIn = 8;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CutMode.CommandLost)]
    [InlineData(CutMode.ReplyLost)]
    public Task For_good_another_bus_loses_nothing_and_settles_nothing_twice(CutMode mode) => SweepAsync(new LineBreak(mode, IsForGood: true));

    [Theory]
    [InlineData(CutMode.CommandLost)]
    [InlineData(CutMode.ReplyLost)]
    public Task For_a_moment_the_bus_itself_goes_on_as_if_nothing_had_been(CutMode mode) => SweepAsync(new LineBreak(mode, IsForGood: false));

    private static async Task SweepAsync(LineBreak kind)
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), Token);
        await using var end = await EndState.ConnectAsync(server, "none", TimeProvider.System);
        var folder = Directory.CreateTempSubdirectory("corp-crash-").FullName;
        var broken = new ConcurrentQueue<string>();
        var commands = new ConcurrentDictionary<int, string>();
        var next = int.Parse(Environment.GetEnvironmentVariable("CRASH_FROM") ?? "1") - 1;
        var isOver = false;

        await Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => Task.Run(async () =>
        {
            while (!Volatile.Read(ref isOver))
            {
                var at = Interlocked.Increment(ref next);
                if (at > int.Parse(Environment.GetEnvironmentVariable("CRASH_TO") ?? "100000")) return;
                using var point = new CrashPoint(server, end.Of($"{kind}-{at}".ToLowerInvariant()), folder, at, kind);
                foreach (var violation in await point.RunAsync(isReaped: kind.IsForGood && at % ReapedOneIn == 0, Token))
                    broken.Enqueue(violation);
                if (point.CutCommand is { } command)
                    commands[at] = command;
                else
                    Volatile.Write(ref isOver, true);
            }
        })));

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', commands.OrderBy(command => command.Key).Select(command => $"{command.Key}: {command.Value}")));
        Assert.True(broken.IsEmpty, string.Join('\n', broken));
        Assert.True(commands.Count > 50, $"Only {commands.Count} commands were met.");
        Directory.Delete(folder, recursive: true);
    }
}

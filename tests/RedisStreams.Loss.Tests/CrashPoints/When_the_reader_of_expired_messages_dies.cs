using System.Diagnostics;
using Corporation.LocalServers;
using Corporation.RedisStreams.Loss.Tests.ScriptCrashes;
using Corporation.TransportChaos.Victims;
using MassTransit;

namespace Corporation.RedisStreams.Loss.Tests.CrashPoints;

/// <summary>A bus meets messages whose time is over, and is killed each time that it puts one of them aside; another bus does the rest.</summary>
public sealed class When_the_reader_of_expired_messages_dies
{
    private const string Step = "expire";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly string[] Expired = ["a", "b", "c"];

    [Theory]
    [InlineData(CutMode.CommandLost, true)]
    [InlineData(CutMode.CommandLost, false)]
    [InlineData(CutMode.ReplyLost, true)]
    [InlineData(CutMode.ReplyLost, false)]
    public async Task Each_is_kept_once_or_dropped_and_never_handled(CutMode mode, bool areKept)
    {
        var token = TestContext.Current.CancellationToken;
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), token);
        var deaths = 0;
        while (await DiesAsync(server, new CutPlace(deaths + 1, Step), mode, areKept, token))
            deaths++;

        Assert.Equal(Expired.Length, deaths);
    }

    private static async Task<bool> DiesAsync(RedisServer server, CutPlace place, CutMode mode, bool areKept, CancellationToken cancellationToken)
    {
        var virtualHost = $"expired-{place}";
        await using var world = new ScriptWorld(server, virtualHost);
        await world.ConnectAsync();
        await world.DeclareAsync();
        await world.AddAsync("n", ScriptWorld.Queue, Expired);

        await using var proxy = new CutProxy(server.Port, place, new LineBreak(mode, IsForGood: true));
        proxy.Start();
        await LiveAsync(proxy.Port, virtualHost, areKept, () => proxy.Cut.IsCompleted, world, cancellationToken);
        var died = proxy.CutStep == Step;

        // Another one takes over what the dead one held, when its lease has ended.
        await LiveAsync(server.Port, virtualHost, areKept, () => false, world, cancellationToken);
        var left = (await ServerState.ReadAsync(world)).Messages;
        Assert.Equal(areKept ? Expired : [], left);
        Assert.Equal(areKept ? Expired.Length : 0, await world.Database.StreamLengthAsync(world.Stream(queue: $"{ScriptWorld.Queue}_skipped")));
        return died;
    }

    private static async Task LiveAsync(
        int port, string virtualHost, bool areKept, Func<bool> isDead, ScriptWorld world, CancellationToken cancellationToken)
    {
        var handled = 0;
        using var host = VictimBus.Build(QuietPlan.Of(port, virtualHost), bus => bus.ReceiveEndpoint(ScriptWorld.Queue, endpoint =>
        {
            endpoint.LeaseDuration = TimeSpan.FromSeconds(1);
            endpoint.DeadLetterExpiredMessages = areKept;
            endpoint.Handler<Parcel>(_ =>
            {
                Interlocked.Increment(ref handled);
                return Task.CompletedTask;
            });
        }));
        await host.StartAsync(cancellationToken);
        var watch = Stopwatch.StartNew();
        while (!isDead() && await world.Database.StreamLengthAsync(world.Stream()) > 0)
        {
            Assert.True(watch.Elapsed < Patience, $"The queue is not empty after {Patience}.");
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }

        using var limit = new CancellationTokenSource(Patience);
        await host.StopAsync(limit.Token);
        Assert.Equal(0, handled);
    }
}

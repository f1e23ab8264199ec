using Corporation.LocalServers;
using Corporation.RedisStreams.Connection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Corporation.RedisStreams.Tests.Connection;

public sealed class WakeSignalTests(RedisFixture redis)
{
    [Fact]
    public async Task A_listener_hears_what_it_listens_for_and_nothing_else()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.Wake.StartAsync();
        using var heard = new SemaphoreSlim(0);
        using var other = half.Wake.Listen(WakeSignal.Held("others"), () => Assert.Fail("Not for this one."));
        using var listening = half.Wake.Listen(WakeSignal.Held("orders"), () => heard.Release());

        await redis.Server.ExecuteAsync("PUBLISH", half.Keys.WakeChannel, "h:orders");

        Assert.True(await heard.WaitAsync(TimeSpan.FromSeconds(10), SendingHalf.Ended));
        Assert.Equal(TimeSpan.FromSeconds(5), half.Wake.PollInterval);
    }

    [Fact]
    public async Task A_listener_that_ended_hears_nothing_more_and_others_still_do()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        var (first, second) = (0, 0);
        var ended = half.Wake.Listen("x", () => first++);
        using var listening = half.Wake.Listen("x", () => second++);

        half.Wake.Raise("x");
        ended.Dispose();
        ended.Dispose();
        half.Wake.Raise("x");

        Assert.Equal((1, 2), (first, second));
    }

    [Fact]
    public async Task After_the_connection_was_lost_everybody_looks_for_what_was_said_meanwhile()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), SendingHalf.Ended);
        await using var half = await SendingHalf.OpenAsync(server.ConnectionString, "wake");
        await half.Wake.StartAsync();
        using var heard = new SemaphoreSlim(0);
        using var listening = half.Wake.Listen(WakeSignal.Held("orders"), () => heard.Release());

        await server.RestartAsync(SendingHalf.Ended);

        Assert.True(await heard.WaitAsync(TimeSpan.FromSeconds(20), SendingHalf.Ended));
        await Eventually.True(async () => await server.ExecuteAsync("PUBLISH", half.Keys.WakeChannel, "h:orders") is "1");
    }

    [Fact]
    public async Task Without_the_right_to_the_channel_there_is_one_warning_and_everybody_polls_faster()
    {
        await using var server = await RedisServer.StartAsync(
            new RedisServerOptions { User = new RedisUser("app", "secret", "~* resetchannels +@all") }, SendingHalf.Ended);
        await using var half = await SendingHalf.OpenAsync(server.ConnectionString, "wake");
        var log = new CountingLog();
        await using var wake = new WakeSignal(half.Connection, log);

        await wake.StartAsync();
        await half.SendAsync(new Corporation.RedisStreams.Sending.OutgoingMessage
        {
            Destination = SendingHalf.ToQueue("orders"),
            Body = "x"u8.ToArray(),
            Delay = TimeSpan.FromMilliseconds(50),
        });
        half.Mover.Start();

        Assert.Equal(1, log.Warnings);
        Assert.Equal(TimeSpan.FromSeconds(1), wake.PollInterval);
        await Eventually.True(async () => (await half.BodiesAsync("orders")) is ["x"]);
    }

    private sealed class CountingLog : ILogger<WakeSignal>
    {
        public int Warnings { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => NullLogger.Instance.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning)
                Warnings++;
        }
    }
}

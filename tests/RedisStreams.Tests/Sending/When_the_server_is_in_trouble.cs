using System.Diagnostics;
using Corporation.LocalServers;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Sending;
using MassTransit;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Tests.Sending;

/// <summary>Each on a server of its own, for they harm it.</summary>
public sealed class When_the_server_is_in_trouble
{
    private const string VirtualHost = "trouble";
    private const string Prefix = $"mt:{{{VirtualHost}}}:";

    private static readonly Destination Order = Destination.Topic(new TopicName("Order"), [new TopicName("IOrder")]);

    [Fact]
    public async Task Sending_goes_on_after_everything_was_deleted()
    {
        await using var server = await StartAsync();
        await using var half = await OpenAsync(server);
        await half.SendAsync("before", SendingHalf.ToQueue("orders"));

        await server.ExecuteAsync("FLUSHALL");
        await half.SendAsync("after", SendingHalf.ToQueue("orders"));

        Assert.Equal(["after"], await half.BodiesAsync("orders"));
    }

    [Fact]
    public async Task Publishing_reaches_parents_again_once_their_subscribers_are_declared_again()
    {
        await using var server = await StartAsync();
        await using var half = await OpenAsync(server);
        await half.DeclareAsync("orders", ("IOrder", ""));
        await half.SendAsync("before", Order);

        await server.ExecuteAsync("FLUSHALL");
        await half.DeclareAsync("orders", ("IOrder", ""));
        await half.SendAsync("typed", Order);
        await half.SendAsync("by name", SendingHalf.ToTopic("Order"));

        Assert.Equal(["typed", "by name"], await half.BodiesAsync("orders"));
    }

    [Fact]
    public async Task What_is_sent_while_the_server_restarts_arrives_when_it_is_back()
    {
        await using var server = await StartAsync(new RedisServerOptions { AppendOnly = true, AppendFsync = "always" });
        await using var half = await OpenAsync(server);
        await half.SendAsync("before", SendingHalf.ToQueue("orders"));

        await server.KillAsync();
        await Eventually.True(() => Task.FromResult(!half.Connection.IsConnected));
        var away = half.SendAsync("while away", SendingHalf.ToQueue("orders"));
        Assert.False(away.IsCompleted);
        await server.RestartAsync(SendingHalf.Ended);

        Assert.Equal(1, (await away).Copies);
        Assert.Equal(["before", "while away"], await half.BodiesAsync("orders"));
    }

    [Fact]
    public async Task No_message_of_many_callers_is_lost_or_doubled_by_kills_of_the_server_when_deduplication_is_on()
    {
        await using var server = await StartAsync(new RedisServerOptions { AppendOnly = true, AppendFsync = "always" });
        await using var half = await OpenAsync(server);
        using var ended = new CancellationTokenSource();

        var sending = Enumerable.Range(0, 16).Select(async caller =>
        {
            var count = 0;
            for (; !ended.IsCancellationRequested; count++)
                await half.SendAsync(Once($"{caller}/{count}"));
            return count;
        }).ToArray();
        for (var i = 0; i < 3; i++)
        {
            await Eventually.True(async () => int.Parse(await server.ExecuteAsync("XLEN", Prefix + "q:orders")) > 500 * (i + 1));
            await server.RestartAsync(SendingHalf.Ended);
        }

        await ended.CancelAsync();
        var sent = (await Task.WhenAll(sending)).SelectMany((count, caller) => Enumerable.Range(0, count).Select(i => $"{caller}/{i}"));

        Assert.Equal(sent.Order(), (await half.BodiesAsync("orders")).Order());
    }

    [Fact]
    public async Task After_a_time_out_a_deduplicated_send_is_repeated_and_the_message_comes_once()
    {
        await using var server = await StartAsync();
        await using var half = await SendingHalf.OpenAsync($"{server.ConnectionString},asyncTimeout=500", VirtualHost);
        await half.SendAsync("first", SendingHalf.ToQueue("orders"));

        await server.SuspendAsync();
        var sending = half.SendAsync(Once("frozen"));
        await Assert.ThrowsAsync<RedisTimeoutException>(() => half.Database.PingAsync());
        await Assert.ThrowsAsync<RedisTimeoutException>(() => half.Database.PingAsync());
        await server.ResumeAsync();
        await sending;

        Assert.Equal(["first", "frozen"], await half.BodiesAsync("orders"));
    }

    [Fact]
    public async Task Without_deduplication_a_time_out_is_told_to_the_caller()
    {
        await using var server = await StartAsync();
        await using var half = await SendingHalf.OpenAsync($"{server.ConnectionString},asyncTimeout=500", VirtualHost);
        await half.SendAsync("first", SendingHalf.ToQueue("orders"));

        await server.SuspendAsync();
        var failure = await Assert.ThrowsAsync<ConnectionException>(() => half.SendAsync("frozen", SendingHalf.ToQueue("orders")));
        Assert.Contains("may have been sent or not", failure.Message, StringComparison.Ordinal);
        await server.ResumeAsync();

        await Eventually.True(async () => (await half.BodiesAsync("orders")).Contains("frozen"));
    }

    [Fact]
    public async Task A_server_that_stays_away_is_told_after_the_time_allowed()
    {
        await using var server = await StartAsync();
        await using var half = await OpenAsync(server, new SenderSettings { RetryDuration = TimeSpan.FromSeconds(1) });
        await half.SendAsync("first", SendingHalf.ToQueue("orders"));
        await server.KillAsync();
        await Eventually.True(() => Task.FromResult(!half.Connection.IsConnected));

        var watch = Stopwatch.StartNew();
        var failure = await Assert.ThrowsAsync<ConnectionException>(() => half.SendAsync("never", SendingHalf.ToQueue("orders")));
        Assert.Contains("was not sent", failure.Message, StringComparison.Ordinal);

        Assert.InRange(watch.Elapsed.TotalSeconds, 0.5, 10);
    }

    [Fact]
    public async Task Without_memory_every_send_fails_with_the_servers_words_and_nothing_is_half_sent()
    {
        await using var server = await StartAsync();
        await using var half = await OpenAsync(server);
        await half.DeclareAsync("orders", ("Order", ""));
        await half.DeclareAsync("others", ("Order", ""));
        await server.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");

        var send = await Assert.ThrowsAsync<RedisStreamsException>(() => half.SendAsync("x", SendingHalf.ToQueue("orders")));
        var create = await Assert.ThrowsAsync<RedisStreamsException>(() => half.SendAsync("x", SendingHalf.ToQueue("new")));
        var publish = await Assert.ThrowsAsync<RedisStreamsException>(() => half.SendAsync("x", Order));
        var schedule = await Assert.ThrowsAsync<RedisStreamsException>(() => half.SendAsync(Delayed("x")));
        await server.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");

        Assert.All([send, create, publish, schedule], failure => Assert.Contains("OOM", failure.Message));
        Assert.Empty(await half.BodiesAsync("orders"));
        Assert.Empty(await half.BodiesAsync("others"));
        Assert.Equal(0, await half.Database.SortedSetLengthAsync(half.Keys.Scheduled));
        Assert.Equal(2, (await half.SendAsync("x", Order)).Copies);
    }

    [Fact]
    public async Task A_user_without_the_right_to_a_key_is_told_so()
    {
        await using var server = await StartAsync(new RedisServerOptions
        {
            User = new RedisUser("app", "secret", $"~{Prefix}q:allowed ~{Prefix}settings:* ~{Prefix} ~{Prefix}- &* +@all"),
        });
        await using var half = await OpenAsync(server);
        await server.ExecuteAsync("HSET", half.Keys.Settings(new QueueName("allowed")), "kind", "queue");
        await server.ExecuteAsync("HSET", half.Keys.Settings(new QueueName("denied")), "kind", "queue");
        await server.ExecuteAsync("XADD", half.Keys.Prefix + "q:allowed", "*", "b", "first");

        var allowed = half.SendAsync("x", SendingHalf.ToQueue("allowed"));
        var failure = await Assert.ThrowsAsync<RedisStreamsException>(() => half.SendAsync("x", SendingHalf.ToQueue("denied")));

        Assert.Contains(half.Keys.Stream(new QueueName("denied"), Lane.Normal), failure.Message);
        Assert.Equal(1, (await allowed).Copies);
    }

    [Fact]
    public async Task A_user_without_the_right_to_run_scripts_is_told_so()
    {
        await using var server = await StartAsync(new RedisServerOptions
        {
            User = new RedisUser("app", "secret", "~* &* +@all -@scripting"),
        });
        await using var half = await OpenAsync(server);

        var failure = await Assert.ThrowsAsync<RedisStreamsException>(() => half.SendAsync("x", SendingHalf.ToQueue("orders")));

        Assert.Contains("NOPERM", failure.Message);
        Assert.Contains("Give the user this right", failure.Message);
    }

    private static Task<RedisServer> StartAsync(RedisServerOptions? options = null) =>
        RedisServer.StartAsync(options ?? new RedisServerOptions(), SendingHalf.Ended);

    private static Task<SendingHalf> OpenAsync(RedisServer server, SenderSettings? settings = null) =>
        SendingHalf.OpenAsync(server.ConnectionString, VirtualHost, settings);

    private static OutgoingMessage Once(string body) => new()
    {
        Destination = SendingHalf.ToQueue("orders"),
        Body = System.Text.Encoding.UTF8.GetBytes(body),
        MessageId = Guid.NewGuid(),
        DeduplicationWindow = TimeSpan.FromMinutes(5),
    };

    private static OutgoingMessage Delayed(string body) => new()
    {
        Destination = SendingHalf.ToQueue("orders"),
        Body = System.Text.Encoding.UTF8.GetBytes(body),
        Delay = TimeSpan.FromMinutes(1),
    };
}

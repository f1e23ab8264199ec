using Corporation.LocalServers;
using Corporation.RedisStreams.Sending;
using MassTransit;

namespace Corporation.RedisStreams.Tests.Sending;

public sealed class DurabilityTests
{
    [Fact]
    public async Task A_send_that_waits_for_replicas_ends_when_they_have_it()
    {
        await using var primary = await StartAsync();
        await using var replica = await StartReplicaAsync(primary);
        await using var half = await SendingHalf.OpenAsync(primary.ConnectionString, "durable");

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => half.SendAsync(Durable($"{i}", 1))));

        Assert.Equal("50", await replica.ExecuteAsync("XLEN", half.Keys.Prefix + "q:orders"));
    }

    [Fact]
    public async Task Too_few_replicas_fail_the_send_and_the_message_may_be_there()
    {
        await using var primary = await StartAsync();
        await using var half = await SendingHalf.OpenAsync(primary.ConnectionString, "durable");

        var failure = await Assert.ThrowsAsync<RedisStreamsException>(() => half.SendAsync(Durable("x", 1)));

        Assert.Contains("0 of 1 replicas confirmed it", failure.Message);
        Assert.Contains("may be delivered or lost", failure.Message);
        Assert.Equal(["x"], await half.BodiesAsync("orders"));
    }

    [Fact]
    public async Task A_frozen_replica_holds_up_its_own_sends_only()
    {
        await using var primary = await StartAsync();
        await using var replica = await StartReplicaAsync(primary);
        await using var half = await SendingHalf.OpenAsync(primary.ConnectionString, "durable");
        await replica.SuspendAsync();

        var durable = half.SendAsync(Durable("durable", 1, TimeSpan.FromSeconds(2)));
        await half.SendAsync("plain", SendingHalf.ToQueue("others"));
        Assert.False(durable.IsCompleted);

        await Assert.ThrowsAsync<RedisStreamsException>(() => durable);
        await replica.ResumeAsync();
    }

    [Fact]
    public async Task A_duplicate_waits_too()
    {
        await using var primary = await StartAsync();
        await using var half = await SendingHalf.OpenAsync(primary.ConnectionString, "durable");
        var id = Guid.NewGuid();
        OutgoingMessage Once(RedisStreamsDurability durability) => new()
        {
            Destination = SendingHalf.ToQueue("orders"),
            Body = "x"u8.ToArray(),
            MessageId = id,
            DeduplicationWindow = TimeSpan.FromMinutes(1),
            Durability = durability,
        };
        await half.SendAsync(Once(RedisStreamsDurability.None));

        await Assert.ThrowsAsync<RedisStreamsException>(
            () => half.SendAsync(Once(RedisStreamsDurability.OnReplicas(1, TimeSpan.FromMilliseconds(100)))));
        await using var replica = await StartReplicaAsync(primary);

        Assert.True((await half.SendAsync(Once(RedisStreamsDurability.OnReplicas(1)))).WasDuplicate);
    }

    [Fact]
    public async Task A_refused_message_hears_why_and_not_about_replicas()
    {
        await using var primary = await StartAsync();
        await using var half = await SendingHalf.OpenAsync(primary.ConnectionString, "durable");
        var message = new OutgoingMessage
        {
            Destination = SendingHalf.ToQueue("nowhere"),
            Body = "x"u8.ToArray(),
            OnlyIfExists = true,
            Durability = RedisStreamsDurability.OnReplicas(1, TimeSpan.FromMilliseconds(100)),
        };

        Assert.Contains("does not exist", (await Assert.ThrowsAsync<RedisStreamsException>(() => half.SendAsync(message))).Message);
    }

    [Fact]
    public async Task A_connection_lost_while_waiting_is_no_confirmation()
    {
        await using var primary = await StartAsync(new RedisServerOptions { AppendOnly = true, AppendFsync = "always" });
        await using var replica = await StartReplicaAsync(primary);
        await using var half = await SendingHalf.OpenAsync(primary.ConnectionString, "durable");
        await half.SendAsync(Durable("first", 1));
        await replica.SuspendAsync();

        var sending = half.SendAsync(Durable("second", 1, TimeSpan.FromSeconds(20)));
        await Eventually.True(async () => (await half.BodiesAsync("orders")).Length == 2);
        await primary.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal");

        await Assert.ThrowsAsync<RedisStreamsException>(() => sending);
        await replica.ResumeAsync();
        await half.SendAsync(Durable("third", 1));
    }

    [Fact]
    public async Task Waiting_for_the_disk_of_a_server_that_can_not_fails_before_anything_is_sent()
    {
        await using var primary = await StartAsync();
        await using var half = await SendingHalf.OpenAsync(primary.ConnectionString, "durable");
        Assert.SkipWhen((await half.Connection.FindServerAsync()).Version >= new Version(7, 2), "This server can wait for its disk.");

        var failure = await Assert.ThrowsAsync<RedisStreamsException>(() => half.SendAsync(OnDisk("x")));

        Assert.Contains("needs 7.2", failure.Message);
        Assert.Empty(await half.BodiesAsync("orders"));
    }

    [Fact]
    public async Task A_send_that_waits_for_the_disk_ends_when_it_is_there()
    {
        await using var primary = await StartAsync(new RedisServerOptions { AppendOnly = true });
        await using var half = await SendingHalf.OpenAsync(primary.ConnectionString, "durable");
        Assert.SkipUnless((await half.Connection.FindServerAsync()).Version >= new Version(7, 2), "This server can't wait for its disk.");

        await half.SendAsync(OnDisk("x"));
        await primary.RestartAsync(SendingHalf.Ended);

        await Eventually.True(() => Task.FromResult(half.Connection.IsConnected));
        Assert.Equal(["x"], await half.BodiesAsync("orders"));
    }

    [Fact]
    public async Task Waiting_for_a_disk_that_is_not_written_fails()
    {
        await using var primary = await StartAsync();
        await using var half = await SendingHalf.OpenAsync(primary.ConnectionString, "durable");
        Assert.SkipUnless((await half.Connection.FindServerAsync()).Version >= new Version(7, 2), "This server can't wait for its disk.");

        var failure = await Assert.ThrowsAsync<RedisStreamsException>(() => half.SendAsync(OnDisk("x")));

        Assert.Contains("appendonly", failure.Message);
    }

    private static OutgoingMessage Durable(string body, int replicas, TimeSpan? timeout = null) => new()
    {
        Destination = SendingHalf.ToQueue("orders"),
        Body = System.Text.Encoding.UTF8.GetBytes(body),
        Durability = RedisStreamsDurability.OnReplicas(replicas, timeout ?? TimeSpan.FromSeconds(1)),
    };

    private static OutgoingMessage OnDisk(string body) => new()
    {
        Destination = SendingHalf.ToQueue("orders"),
        Body = System.Text.Encoding.UTF8.GetBytes(body),
        Durability = RedisStreamsDurability.OnDisk(),
    };

    private static Task<RedisServer> StartAsync(RedisServerOptions? options = null) =>
        RedisServer.StartAsync(options ?? new RedisServerOptions(), SendingHalf.Ended);

    private static async Task<RedisServer> StartReplicaAsync(RedisServer primary)
    {
        var replica = await StartAsync(new RedisServerOptions
        {
            ConfigLines = [$"replicaof {LocalServer.Host} {primary.Port}", "repl-diskless-sync-delay 0"],
        });
        await Eventually.True(async () => (await primary.ExecuteAsync("INFO", "replication")).Contains("state=online"));
        return replica;
    }
}

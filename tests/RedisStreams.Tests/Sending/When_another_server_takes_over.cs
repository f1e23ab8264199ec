using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Corporation.LocalServers;
using Corporation.RedisStreams.Sending;
using MassTransit;

namespace Corporation.RedisStreams.Tests.Sending;

public sealed class When_another_server_takes_over
{
    [Fact]
    public async Task Sending_goes_on_and_what_a_replica_had_confirmed_is_there_once()
    {
        await using var sentinels = await RedisSentinelSet.StartAsync(new RedisServerOptions(), SendingHalf.Ended);
        await using var half = await SendingHalf.OpenAsync(sentinels.ConnectionString, "failover");
        var confirmed = new ConcurrentBag<string>();
        using var ended = new CancellationTokenSource();

        var sending = Enumerable.Range(0, 8).Select(async caller =>
        {
            for (var i = 0; !ended.IsCancellationRequested; i++)
                await SendAsync(half, $"{caller}/{i}", confirmed);
        }).ToArray();
        await Eventually.True(() => Task.FromResult(confirmed.Count > 200));
        var before = await sentinels.FindPrimaryAsync();
        await before!.KillAsync();
        await sentinels.WaitForOtherPrimaryAsync(before, SendingHalf.Ended);
        var atFailover = confirmed.Count;
        await Eventually.True(() => Task.FromResult(confirmed.Count > atFailover + 200));
        await ended.CancelAsync();
        await Task.WhenAll(sending);

        var bodies = await half.BodiesAsync("orders");
        Assert.Equal(bodies.Distinct().Count(), bodies.Length);
        Assert.Empty(confirmed.Except(bodies));
    }

    [Fact]
    public async Task No_replica_is_asked_instead_while_there_is_no_primary()
    {
        await using var primary = await RedisServer.StartAsync(new RedisServerOptions(), SendingHalf.Ended);
        await using var replica = await RedisServer.StartAsync(
            new RedisServerOptions { ConfigLines = [$"replicaof {LocalServer.Host} {primary.Port}"] }, SendingHalf.Ended);
        await using var half = await SendingHalf.OpenAsync(
            $"{primary.ConnectionString},{LocalServer.Host}:{replica.Port}", "failover", new SenderSettings { RetryDuration = TimeSpan.FromSeconds(1) });
        Assert.Equal(0, (await half.SendAsync("nobody subscribes", SendingHalf.ToTopic("Order"))).Copies);

        await primary.KillAsync();
        await Eventually.True(() => half.Connection.ServerAt(new IPEndPoint(IPAddress.Loopback, primary.Port)) is { IsConnected: false });

        // It would say that nobody subscribes, as it knows of nobody.
        var failure = await Assert.ThrowsAsync<ConnectionException>(() => half.SendAsync("lost", SendingHalf.ToTopic("Order")));
        Assert.Contains("was not sent", failure.Message, StringComparison.Ordinal);
    }

    private static async Task SendAsync(SendingHalf half, string body, ConcurrentBag<string> confirmed)
    {
        try
        {
            await half.SendAsync(new OutgoingMessage
            {
                Destination = SendingHalf.ToQueue("orders"),
                Body = Encoding.UTF8.GetBytes(body),
                MessageId = Guid.NewGuid(),
                DeduplicationWindow = TimeSpan.FromMinutes(1),
                Durability = RedisStreamsDurability.OnReplicas(1, TimeSpan.FromSeconds(1)),
            });
            confirmed.Add(body);
        }
        catch (Exception exception) when (exception is RedisStreamsException or ConnectionException)
        {
            // Not confirmed: it may be there or not.
        }
    }
}

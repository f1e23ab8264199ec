using System.Text;
using Corporation.LocalServers;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Sending;

namespace Corporation.RedisStreams.Tests.Delay;

public sealed class When_movers_and_servers_die
{
    private const string VirtualHost = "deaths";
    private const int Messages = 3_000;

    [Fact]
    public async Task Every_scheduled_message_comes_once_although_the_server_is_killed_while_they_move()
    {
        await using var server = await StartAsync();
        await using var half = await SendingHalf.OpenAsync(server.ConnectionString, VirtualHost);
        await ScheduleAsync(half);
        half.Mover.Start();

        for (var kill = 1; kill <= 3; kill++)
        {
            await Eventually.True(async () => await LengthAsync(server) >= kill * 500);
            await server.RestartAsync(SendingHalf.Ended);
        }

        await AssertAllCameOnceAsync(server, half);
    }

    [Fact]
    public async Task Every_scheduled_message_comes_once_although_movers_lose_their_connection_at_any_moment()
    {
        await using var server = await StartAsync();
        await using var half = await SendingHalf.OpenAsync(server.ConnectionString, VirtualHost);
        await ScheduleAsync(half);

        for (var mover = 1; mover <= 5; mover++)
        {
            var doomed = await SendingHalf.OpenAsync(server.ConnectionString, VirtualHost);
            doomed.Mover.Start();
            await Eventually.True(async () => await LengthAsync(server) >= mover * 200);
            await doomed.Connection.DisposeAsync();
            await doomed.Mover.StopAsync();
        }

        half.Mover.Start();
        await AssertAllCameOnceAsync(server, half);
    }

    private static Task<RedisServer> StartAsync() =>
        RedisServer.StartAsync(new RedisServerOptions { AppendOnly = true, AppendFsync = "always" }, SendingHalf.Ended);

    private static Task ScheduleAsync(SendingHalf half) => Task.WhenAll(Enumerable.Range(0, Messages).Select(i =>
        half.SendAsync(new OutgoingMessage
        {
            Destination = SendingHalf.ToQueue("orders"),
            Body = Encoding.UTF8.GetBytes($"{i}"),
            DueTime = DateTimeOffset.UnixEpoch,
        })));

    private static async Task<int> LengthAsync(RedisServer server) =>
        int.Parse(await server.ExecuteAsync("XLEN", $"mt:{{{VirtualHost}}}:q:orders"), System.Globalization.CultureInfo.InvariantCulture);

    private static async Task AssertAllCameOnceAsync(RedisServer server, SendingHalf half)
    {
        await Eventually.True(async () => await server.ExecuteAsync("EXISTS", half.Keys.Scheduled) is "0");
        await Eventually.True(() => Task.FromResult(half.Connection.IsConnected));
        Assert.Equal(Enumerable.Range(0, Messages).Select(i => $"{i}").Order(), (await half.BodiesAsync("orders", Lane.Normal)).Order());
    }
}

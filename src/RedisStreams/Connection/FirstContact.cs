using System.Net;
using System.Net.Sockets;
using System.Text;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Connection;

/// <summary>
/// Finds out why a server can't be connected to. The client library takes seconds to fail even when nobody listens, and then says only that
/// it could not connect.
/// </summary>
internal static class FirstContact
{
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(1);
    private static readonly byte[] Ping = Encoding.ASCII.GetBytes("PING\r\n");

    /// <summary>Tries all endpoints at once; they take as long as the client's own connect time-out at most.</summary>
    /// <returns>Why none of them takes a connection; null when one does.</returns>
    public static async Task<string?> FindObstacleAsync(ConfigurationOptions options, CancellationToken cancellationToken)
    {
        if (options.Tunnel is not null)
            return null;

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.ConnectTimeout);
        var obstacles = new List<string>();
        await foreach (var knock in Task.WhenEach(options.EndPoints.Select(endpoint => KnockAsync(endpoint, patience.Token))))
        {
            if (await knock is not { } obstacle)
                return null;
            obstacles.Add(obstacle);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return string.Join("; ", obstacles.Distinct());
    }

    /// <summary>For a server that took the connection but was no use to the client: asks it something in the clear, as it would a person.</summary>
    /// <returns>What seems to be wrong; null when it answers as expected.</returns>
    public static async Task<string?> FindMisunderstandingAsync(ConfigurationOptions options, CancellationToken cancellationToken)
    {
        if (options.Tunnel is not null || options.EndPoints.Count == 0)
            return null;

        var answer = await AskAsync(options.EndPoints[0], cancellationToken);
        return (answer, options.Ssl) switch
        {
            (Answer.Redis, true) => "it speaks no TLS on this port. Use its TLS port, or redis:// instead of rediss:// (UseTls = false)",
            (Answer.Redis, false) or (Answer.Unknown, _) => null,
            (Answer.Silence, _) => "it takes connections but says nothing: it hangs, or it is no Redis server",
            (_, false) => "it does not answer in the clear. If this is its TLS port, use rediss:// (UseTls = true); otherwise it is no Redis server",
            _ => null,
        };
    }

    /// <summary>An endpoint as people write it.</summary>
    public static string Text(EndPoint endpoint) => endpoint is DnsEndPoint name ? $"{name.Host}:{name.Port}" : endpoint.ToString() ?? "";

    private static async Task<string?> KnockAsync(EndPoint endpoint, CancellationToken patience)
    {
        try
        {
            using var socket = await ConnectAsync(endpoint, patience);
            return null;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode switch
            {
                SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"the name of {Text(endpoint)} is not known here; check it and the name service",
                SocketError.ConnectionRefused => $"nobody listens at {Text(endpoint)}; check host and port, and that the server runs",
                _ => $"{Text(endpoint)} can't be connected to: {exception.Message}",
            };
        }
        catch (OperationCanceledException)
        {
            return $"{Text(endpoint)} took no connection in time; check host and port, and firewalls";
        }
    }

    private static async Task<Answer> AskAsync(EndPoint endpoint, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(AnswerPatience);
        try
        {
            using var socket = await ConnectAsync(endpoint, patience.Token);
            await socket.SendAsync(Ping, patience.Token);
            var first = new byte[1];
            return await socket.ReceiveAsync(first, patience.Token) == 1 && first[0] is (byte)'+' or (byte)'-' ? Answer.Redis : Answer.Other;
        }
        catch (SocketException)
        {
            return Answer.Other;
        }
        catch (OperationCanceledException)
        {
            return cancellationToken.IsCancellationRequested ? Answer.Unknown : Answer.Silence;
        }
    }

    private static async Task<Socket> ConnectAsync(EndPoint endpoint, CancellationToken patience)
    {
        var socket = endpoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endpoint, patience);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private enum Answer
    {
        Unknown,
        Redis,
        Other,
        Silence,
    }
}

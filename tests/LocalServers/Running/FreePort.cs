using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Corporation.LocalServers.Running;

/// <summary>Loopback ports that nobody listens on.</summary>
/// <remarks>
/// Below 32768, where Linux begins to take the ports of outgoing connections: otherwise any client could be sitting on a server's port
/// at the moment it restarts.
/// </remarks>
internal static class FreePort
{
    private const int First = 12_000;
    private const int Last = 32_000;
    private const int Tries = 1_000;

    private static readonly ConcurrentDictionary<int, bool> Taken = new();
    private static readonly ConcurrentQueue<int> Offered = new();

    /// <summary>A port that no other call in this process gets. Another process may still be faster: be ready to ask again.</summary>
    public static int Take()
    {
        if (Offered.TryDequeue(out var offer))
            return offer;

        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var port = Random.Shared.Next(First, Last);
            if (IsFree(port) && Taken.TryAdd(port, true))
                return port;
        }

        throw new LocalServerException($"No free port between {First} and {Last} on 127.0.0.1 in {Tries} tries; end what listens there.");
    }

    /// <summary>Lets the next call get this port, as if somebody had taken it just after it was found free.</summary>
    internal static void Offer(int port) => Offered.Enqueue(port);

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

using System.Net;
using System.Net.Sockets;

namespace Corporation.EndToEnd.Tests.Stepping;

/// <summary>Stands between HQ and a server of this machine.</summary>
internal sealed class WireProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _gate = new();
    private readonly List<ProxiedConnection> _connections = [];
    private readonly int _serverPort;
    private readonly Func<IWireProtocol> _newProtocol;
    private readonly StepTrap _trap;
    private readonly Task _accepting;

    public WireProxy(int serverPort, Func<IWireProtocol> newProtocol, StepTrap trap)
    {
        (_serverPort, _newProtocol, _trap) = (serverPort, newProtocol, trap);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where HQ finds the server.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Cuts every connection, as the end of HQ's process does.</summary>
    public void Cut()
    {
        ProxiedConnection[] connections;
        lock (_gate)
        {
            connections = [.. _connections];
            _connections.Clear();
        }

        foreach (var connection in connections)
            connection.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        Cut();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                client.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, _serverPort);
                var connection = new ProxiedConnection(client, server, _newProtocol(), _trap);
                lock (_gate)
                    _connections.Add(connection);
                connection.Begin();
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }
}

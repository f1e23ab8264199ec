using System.Net;
using System.Net.Sockets;

namespace Corporation.RedisStreams.Tests.Serving;

/// <summary>An address that leads to one server and later to another, as a name or a load balancer does: connections stay where they are.</summary>
internal sealed class MovingAddress : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _accepting;
    private volatile int _serverPort;

    public MovingAddress(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on connections lead to another server.</summary>
    public void LeadTo(int serverPort) => _serverPort = serverPort;

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> lines = [];
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_closing.Token);
                lines.Add(ConnectAsync(client, _serverPort));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(lines);
        }
    }

    private async Task ConnectAsync(TcpClient client, int serverPort)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, serverPort, _closing.Token);
                var (near, far) = (client.GetStream(), server.GetStream());
                await Task.WhenAny(near.CopyToAsync(far, _closing.Token), far.CopyToAsync(near, _closing.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException)
            {
                // The line is dead; closing both ends tells the others.
            }
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Corporation.LocalServers;

namespace Corporation.EndToEnd.Tests.Cutting;

/// <summary>A factory's way to its bus, on which messages can be late: what is held back leaves in its order, or never.</summary>
internal sealed class HeldLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _gate = new();
    private readonly List<Socket> _sockets = [];
    private readonly MemoryStream _said = new();
    private readonly RedisServer _redis;
    private readonly Task _accepting;
    private TaskCompletionSource _questionsPass = Passed();
    private TaskCompletionSource _answersPass = Passed();
    private Regex? _cue;

    public HeldLink(RedisServer redis)
    {
        _redis = redis;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The bus, as the factory sees it.</summary>
    public Uri Url => new($"redis://{LocalServer.Host}:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>From now on nothing that the factory says gets through; it hears all the same.</summary>
    public void HoldQuestions()
    {
        lock (_gate)
        {
            _said.SetLength(0);
            _questionsPass = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>As soon as the factory has said that, which gets through, it hears nothing any more.</summary>
    public void HoldAnswersAfter(Regex cue)
    {
        lock (_gate)
        {
            _said.SetLength(0);
            _cue = cue;
        }
    }

    /// <summary>Whether the factory has said that since something is held.</summary>
    public bool Heard(Regex text)
    {
        lock (_gate)
            return text.IsMatch(Encoding.UTF8.GetString(_said.GetBuffer(), 0, (int)_said.Length));
    }

    /// <summary>What is held back leaves.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _cue = null;
            _questionsPass.TrySetResult();
            _answersPass.TrySetResult();
        }
    }

    /// <summary>What is held back is lost, with the connections; new ones get through.</summary>
    public void Lose()
    {
        lock (_gate)
        {
            foreach (var socket in _sockets)
                socket.Dispose();
            _sockets.Clear();
            Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        Lose();
        await _said.DisposeAsync();
    }

    private static TaskCompletionSource Passed()
    {
        var passed = new TaskCompletionSource();
        passed.SetResult();
        return passed;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket factory;
            try
            {
                factory = await _listener.AcceptSocketAsync();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }

            factory.NoDelay = true;
            var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            lock (_gate)
                _sockets.AddRange(factory, server);
            _ = ConnectAsync(factory, server);
        }
    }

    private async Task ConnectAsync(Socket factory, Socket server)
    {
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _redis.Port);
            await Task.WhenAny(PassAsync(factory, server, Listen), PassAsync(server, factory, _ => AnswersPass));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The bus is away, as the factory shall find.
        }
        finally
        {
            factory.Dispose();
            server.Dispose();
        }
    }

    private Task AnswersPass
    {
        get
        {
            lock (_gate)
                return _answersPass.Task;
        }
    }

    private Task Listen(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            _said.Write(bytes.Span);
            if (_cue is { } cue && Heard(cue))
            {
                _cue = null;
                _answersPass = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return _questionsPass.Task;
        }
    }

    // Two loops: what is held must be heard all the same.
    private static async Task PassAsync(Socket from, Socket to, Func<ReadOnlyMemory<byte>, Task> mayPass)
    {
        var held = Channel.CreateUnbounded<(byte[] Bytes, Task MayPass)>();
        var writing = WriteAsync(to, held.Reader);
        var buffer = new byte[64 * 1024];
        try
        {
            while (!writing.IsCompleted && await from.ReceiveAsync(buffer) is > 0 and var length)
            {
                var bytes = buffer.AsSpan(0, length).ToArray();
                held.Writer.TryWrite((bytes, mayPass(bytes)));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // One of the two is gone.
        }

        held.Writer.Complete();
        await writing;
    }

    private static async Task WriteAsync(Socket to, ChannelReader<(byte[] Bytes, Task MayPass)> held)
    {
        try
        {
            await foreach (var (bytes, mayPass) in held.ReadAllAsync())
            {
                await mayPass;
                for (var sent = 0; sent < bytes.Length;)
                    sent += await to.SendAsync(bytes.AsMemory(sent));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The same.
        }
    }
}

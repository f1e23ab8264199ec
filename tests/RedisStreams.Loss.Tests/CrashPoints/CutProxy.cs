using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Corporation.RedisStreams.Loss.Tests.CrashPoints;

/// <summary>Stands between one process and its server, and breaks every connection at a command of a given number.</summary>
/// <param name="serverPort">Of the server, on the loopback.</param>
/// <param name="place">At which command; one after the last for none.</param>
/// <param name="kind">Whether the server still gets it, and whether the process may connect again.</param>
internal sealed class CutProxy(int serverPort, CutPlace place, LineBreak kind) : IAsyncDisposable
{
    // A blocking read may have nothing to answer.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(30);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly ConcurrentBag<Task> _pumps = [];
    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _accepting = Task.CompletedTask;
    private int _commands;
    private volatile bool _isClosed;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends when everything is cut.</summary>
    public Task Cut => _cut.Task;

    /// <summary>The command at which it was cut.</summary>
    public string CutStep { get; private set; } = "none";

    public void Start()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        CutAll(isForGood: true);
        await _accepting;
        await Task.WhenAll(_pumps);
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_isClosed)
            {
                var client = await _listener.AcceptSocketAsync();
                var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(IPAddress.Loopback, serverPort);
                var line = new Line(client, server);
                _sockets.Add(client);
                _sockets.Add(server);
                if (_isClosed)
                    CutAll(isForGood: true);
                _pumps.Add(PumpAsync(line, () => SendCommandsAsync(line)));
                _pumps.Add(PumpAsync(line, () => SendRepliesAsync(line)));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The listener was stopped.
        }
    }

    private async Task SendCommandsAsync(Line line)
    {
        line.Client.NoDelay = line.Server.NoDelay = true;
        var reader = new CommandReader(line.Client);
        while (await reader.ReadAsync() is { } command)
        {
            if (!place.Counts(command) || Interlocked.Increment(ref _commands) != place.Number)
            {
                await line.Server.SendAsync(command.Bytes);
                continue;
            }

            CutStep = command.Step;
            if (kind.Mode == CutMode.ReplyLost)
            {
                line.IsSwallowing = true;
                await line.Server.SendAsync(command.Bytes);
                await line.WaitUntilAnsweredAsync(LongestWait, Quiet);
            }

            CutAll(kind.IsForGood);
            return;
        }
    }

    private static async Task SendRepliesAsync(Line line)
    {
        var buffer = new byte[64 * 1024];
        while (await line.Server.ReceiveAsync(buffer) is > 0 and var count)
        {
            if (line.IsSwallowing)
                line.NoteAnswer();
            else
                await line.Client.SendAsync(buffer.AsMemory(0, count));
        }
    }

    // When one side is gone the other one must hear of it.
    private static async Task PumpAsync(Line line, Func<Task> pump)
    {
        try
        {
            await pump();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut, or closed by one of the two.
        }
        finally
        {
            line.Client.Close();
            line.Server.Close();
        }
    }

    private void CutAll(bool isForGood)
    {
        _isClosed = isForGood;
        if (isForGood)
            _listener.Stop();
        while (_sockets.TryTake(out var socket))
            socket.Close(0);
        _cut.TrySetResult();
    }

    private sealed class Line(Socket client, Socket server)
    {
        private readonly Channel<bool> _answers = Channel.CreateUnbounded<bool>();

        public Socket Client => client;

        public Socket Server => server;

        public volatile bool IsSwallowing;

        public void NoteAnswer() => _answers.Writer.TryWrite(true);

        // What was asked before is answered before; so the answer is there when nothing more comes.
        public async Task WaitUntilAnsweredAsync(TimeSpan longest, TimeSpan quiet)
        {
            var wait = longest;
            while (true)
            {
                using var limit = new CancellationTokenSource(wait);
                try
                {
                    await _answers.Reader.ReadAsync(limit.Token);
                    wait = quiet;
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }
    }
}

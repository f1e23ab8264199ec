using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Corporation.Client.Tests;

/// <summary>Answers calls with what the test says, over real sockets: a client must survive what a handler in memory never does.</summary>
internal sealed class FakeHq : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly Func<Call, string?> _answer;
    private int _calls;

    /// <param name="answer">Raw bytes of the answer as text; the connection is closed after it. Null breaks off in the first line.</param>
    public FakeHq(Func<Call, string?> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public int Calls => _calls;

    public static string Json(int status, string body, string type = "application/json") =>
        $"HTTP/1.1 {status} X\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";

    /// <summary>A stream that breaks off after these lines.</summary>
    public static string Stream(string events) =>
        $"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 100000\r\nConnection: close\r\n\r\n{events}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            await using var stream = client.GetStream();
            var call = await ReadAsync(stream, _stop.Token);

            // Not a byte at all would make the HTTP handler itself try again, before the client hears of it.
            await stream.WriteAsync(Encoding.UTF8.GetBytes(_answer(call with { Number = ++_calls }) ?? "HTTP/1.1 "), _stop.Token);
        }
    }

    private static async Task<Call> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new byte[65536];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, cancellationToken);
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            var all = text.ToString();
            var head = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (read == 0)
                return new(all, "", 0);
            if (head < 0)
                continue;

            var length = all.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase)) is { } line
                ? int.Parse(line[16..], System.Globalization.CultureInfo.InvariantCulture)
                : 0;
            if (Encoding.UTF8.GetByteCount(all[(head + 4)..]) >= length)
                return new(all[..head], all[(head + 4)..], 0);
        }
    }

    internal sealed record Call(string Head, string Body, int Number);
}

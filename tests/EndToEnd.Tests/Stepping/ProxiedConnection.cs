using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Corporation.EndToEnd.Tests.Stepping;

/// <summary>One connection of HQ and its other half to the server. Once the trap is closed nothing passes, and nothing is cut before HQ is dead.</summary>
internal sealed class ProxiedConnection(Socket client, Socket server, IWireProtocol protocol, StepTrap trap) : IDisposable
{
    private readonly NetworkStream _client = new(client, ownsSocket: true);
    private readonly NetworkStream _server = new(server, ownsSocket: true);
    private readonly ConcurrentQueue<Step?> _unanswered = new();

    /// <summary>Passes on in both directions; whatever ends one of them ends the connection.</summary>
    public void Begin() => _ = Task.WhenAll(PassAsync(_client, _server, TakeRequest), PassAsync(_server, _client, TakeAnswer));

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    private bool TakeRequest(ref ReadOnlySequence<byte> buffer)
    {
        var (isWhole, kind) = protocol.TakeRequest(ref buffer, out var content);
        if (isWhole)
            _unanswered.Enqueue(kind is { } step ? trap.Begin(step, content) : null);
        return isWhole;
    }

    private bool TakeAnswer(ref ReadOnlySequence<byte> buffer)
    {
        var (isWhole, endsRequest) = protocol.TakeAnswer(ref buffer);
        if (endsRequest && _unanswered.TryDequeue(out var step) && step is not null)
            trap.End(step);
        return isWhole;
    }

    private async Task PassAsync(Stream from, Stream to, Taking take)
    {
        try
        {
            var reader = PipeReader.Create(from);
            while (await reader.ReadAsync() is var read && !(read.IsCompleted && read.Buffer.IsEmpty))
            {
                var rest = read.Buffer;
                for (var before = rest; take(ref rest); before = rest)
                {
                    if (trap.IsClosed)
                        return;
                    foreach (var part in before.Slice(0, rest.Start))
                        await to.WriteAsync(part);
                }

                reader.AdvanceTo(rest.Start, rest.End);
                if (read.IsCompleted)
                    break;
            }

            // Not while it is closed: what HQ's death has ended, its successor must not find before the server does.
            if (!trap.IsClosed)
                Dispose();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or SocketException)
        {
            if (!trap.IsClosed)
                Dispose();
        }
    }

    private delegate bool Taking(ref ReadOnlySequence<byte> buffer);
}

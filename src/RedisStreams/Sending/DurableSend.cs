using System.Globalization;
using Corporation.RedisStreams.Connection;
using MassTransit;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Sending;

/// <summary>
/// Sends batches and waits until each is as safe as asked, on a connection of its own: <c>WAIT</c> stalls whatever is behind it.
/// </summary>
/// <remarks>
/// <c>WAIT</c> and <c>WAITAOF</c> cover what the same connection wrote before. A client that reconnects in between would be told about a
/// connection that wrote nothing, so the connection gets a name that no other has, and must still have it afterwards.
/// </remarks>
internal sealed class DurableSend(RedisConnection shared, RedisStreamsDurability durability) : IAsyncDisposable
{
    private static readonly Version FirstWithWaitAof = new(7, 2);

    private readonly string _name = $"mt-durable-{Guid.NewGuid():N}";
    private readonly RedisKey[] _keys = shared.Keys.ForScripts;
    private StallingConnection? _own;

    /// <summary>Sends one batch; not to be called again before it ended.</summary>
    public async Task SendAsync(SendBatch batch)
    {
        var own = await ConnectAsync();
        var server = await own.FindServerAsync();
        Check(server);
        var naming = server.ExecuteAsync("CLIENT", "SETNAME", _name);
        using var reply = await Sender.Send.EvaluateRawAsync(own.Database, _keys, batch.Arguments);
        batch.End(reply, await FindFaultAsync(own, server, naming));
    }

    public ValueTask DisposeAsync() => _own?.DisposeAsync() ?? ValueTask.CompletedTask;

    // Always where the shared one sends to: the primary may have changed.
    private async Task<RedisConnection> ConnectAsync()
    {
        if (_own is { } old && !await shared.IsAtAsync(old.Server))
        {
            _own = null;
            await old.DisposeAsync();
        }

        _own ??= await shared.OpenStallingAsync(durability.Timeout, CancellationToken.None);
        return _own.Connection;
    }

    private void Check(IServer server)
    {
        if (durability.IsOnDisk && server.Version < FirstWithWaitAof)
        {
            throw new RedisStreamsException(
                $"The server has version {server.Version}; waiting until a message is on disk (WAITAOF) needs {FirstWithWaitAof}. "
                + "Nothing was sent. Ask for replicas, or for nothing and let the server use appendfsync always.");
        }
    }

    /// <returns>Why the messages that the server took are not as safe as asked; null when they are.</returns>
    private async Task<RedisStreamsException?> FindFaultAsync(RedisConnection own, IServer server, Task naming)
    {
        try
        {
            await naming;
            var waiting = WaitAsync(server);
            var name = server.ExecuteAsync("CLIENT", "GETNAME");
            var fault = await waiting;
            var isSame = (string?)await name == _name && server.EndPoint.Equals((await own.FindServerAsync()).EndPoint);
            return isSame ? fault : Fault("the connection was lost meanwhile", null);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return Fault(exception.Message, exception);
        }
    }

    private async Task<RedisStreamsException?> WaitAsync(IServer server)
    {
        var timeout = ((long)Math.Ceiling(durability.Timeout.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
        if (!durability.IsOnDisk)
        {
            var replicas = (int)await server.ExecuteAsync("WAIT", durability.Replicas, timeout);
            return replicas >= durability.Replicas ? null : Fault($"{replicas} of {durability.Replicas} replicas confirmed it", null);
        }

        var disks = (int[]?)await server.ExecuteAsync("WAITAOF", 1, durability.Replicas, timeout) ?? [0, 0];
        if (disks[0] >= 1 && disks[1] >= durability.Replicas)
            return null;
        var own = disks[0] >= 1 ? "on the server's own disk" : "not on the server's own disk";
        return Fault($"{own}, and on that of {disks[1]} of {durability.Replicas} replicas", null);
    }

    private RedisStreamsException Fault(string what, Exception? cause) => new(
        $"The server took the message, but it is not as safe as asked within {durability.Timeout.TotalMilliseconds} ms: {what}. "
        + "It may be delivered or lost; sent again it may come twice, unless deduplication is on.", cause);
}

using System.Globalization;
using Corporation.RedisStreams.Connection;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Sending;

/// <summary>
/// Sends batches and waits until each is as safe as asked, on a connection of its own: <c>WAIT</c> stalls whatever is behind it.
/// </summary>
/// <remarks>
/// <c>WAIT</c> and <c>WAITAOF</c> cover what the same connection wrote before. A client that reconnects in between would be told about a
/// connection that wrote nothing, so the connection gets a name that no other has, and must still have it afterwards.
/// </remarks>
/// <param name="shared">The bus' connection.</param>
/// <param name="replicas">How many replicas must have it.</param>
/// <param name="isOnDisk">Whether it must be on disk.</param>
internal sealed class DurableSend(RedisConnection shared, int replicas, bool isOnDisk) : IAsyncDisposable
{
    private static readonly Version FirstWithWaitAof = new(7, 2);

    private readonly string _name = $"mt-durable-{Guid.NewGuid():N}";
    private readonly RedisKey[] _keys = shared.Keys.ForScripts;
    private StallingConnection? _own;
    private TimeSpan _patience;

    /// <summary>Sends one batch; not to be called again before it ended.</summary>
    public async Task SendAsync(SendBatch batch)
    {
        var timeout = batch.LongestTimeout;
        var (own, server) = await PrepareAsync(timeout);
        Check(server);
        var naming = server.ExecuteAsync("CLIENT", "SETNAME", _name);
        using var reply = await Sender.Send.EvaluateRawAsync(own.Database, _keys, batch.Arguments);
        batch.End(reply, await FindFaultAsync(own, server, naming, timeout));
    }

    public ValueTask DisposeAsync() => _own?.DisposeAsync() ?? ValueTask.CompletedTask;

    // Always where the shared one sends to: the primary may have changed. Whatever fails here, nothing was sent yet.
    private async Task<(RedisConnection Connection, IServer Server)> PrepareAsync(TimeSpan timeout)
    {
        try
        {
            if (_own is { } old && (timeout > _patience || !await shared.IsAtAsync(old.Server)))
            {
                _own = null;
                await old.DisposeAsync();
            }

            if (_own is null)
            {
                _patience = timeout > _patience ? timeout : _patience;
                _own = await shared.OpenStallingAsync(_patience, CancellationToken.None);
            }

            return (_own.Connection, await _own.Connection.FindPrimaryAsync());
        }
        catch (Exception exception) when (exception is RedisConnectionException or TimeoutException)
        {
            throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, CommandFlags.None, exception.Message, exception);
        }
    }

    private void Check(IServer server)
    {
        if (isOnDisk && server.Version < FirstWithWaitAof)
        {
            throw new RedisStreamsException(
                $"The server has version {server.Version}; waiting until a message is on disk (WAITAOF) needs {FirstWithWaitAof}. "
                + "Nothing was sent. Ask for replicas, or for nothing and let the server use appendfsync always.");
        }
    }

    /// <returns>Why the messages that the server took are not as safe as asked; null when they are.</returns>
    private async Task<RedisStreamsException?> FindFaultAsync(RedisConnection own, IServer server, Task naming, TimeSpan timeout)
    {
        try
        {
            await naming;
            var waiting = WaitAsync(server, timeout);
            var name = server.ExecuteAsync("CLIENT", "GETNAME");
            var fault = await waiting;
            var isSame = (string?)await name == _name && server.EndPoint.Equals((await own.FindServerAsync()).EndPoint);
            return isSame ? fault : Fault("the connection was lost meanwhile", timeout, null);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return Fault(exception.Message, timeout, exception);
        }
    }

    private async Task<RedisStreamsException?> WaitAsync(IServer server, TimeSpan timeout)
    {
        var timeoutMs = ((long)Math.Ceiling(timeout.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
        if (!isOnDisk)
        {
            var confirmed = (int)await server.ExecuteAsync("WAIT", replicas, timeoutMs);
            return confirmed >= replicas ? null : Fault($"{confirmed} of {replicas} replicas confirmed it", timeout, null);
        }

        var disks = (int[]?)await server.ExecuteAsync("WAITAOF", 1, replicas, timeoutMs) ?? [0, 0];
        if (disks[0] >= 1 && disks[1] >= replicas)
            return null;
        var own = disks[0] >= 1 ? "on the server's own disk" : "not on the server's own disk";
        return Fault($"{own}, and on that of {disks[1]} of {replicas} replicas", timeout, null);
    }

    private static RedisStreamsException Fault(string what, TimeSpan timeout, Exception? cause) => new(
        $"The server took the message, but it is not as safe as asked within {timeout.TotalMilliseconds} ms: {what}. "
        + "It may be delivered or lost; sent again it may come twice, unless deduplication is on.", cause);
}

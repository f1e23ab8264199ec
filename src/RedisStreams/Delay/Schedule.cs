using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Protocol;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Delay;

/// <summary>The messages that wait for their time. Sending with a delay puts them there.</summary>
internal sealed class Schedule(RedisConnection connection)
{
    private static readonly Script Cancel = Script.Of("cancel-scheduled");

    private readonly RedisKey[] _keys = connection.Keys.ForScripts;

    /// <summary>Takes a message out.</summary>
    /// <returns>Whether it was still there; otherwise it is unknown, on its way already, or was cancelled before.</returns>
    public async Task<bool> CancelScheduledAsync(Guid token, CancellationToken cancellationToken) =>
        (int)await Cancel.EvaluateAsync(connection.Database, _keys, [token.ToString()]).WaitAsync(cancellationToken) == 1;
}

using Corporation.SagaStore.Writing;
using StackExchange.Redis;

namespace Corporation.SagaStore.Snapshotting;

/// <summary>
/// Holds a saga for one message. It lapses by itself when the process dies; its token fences: a change is refused when the lock is no longer
/// the writer's, in the same step that would write it.
/// </summary>
internal sealed class SnapshotLock : IAsyncDisposable
{
    private const int FirstPauseMs = 2;
    private const int LongestPauseMs = 50;

    private readonly IDatabase _database;
    private readonly SnapshotKeys _keys;

    private SnapshotLock(IDatabase database, SnapshotKeys keys) => (_database, _keys) = (database, keys);

    public string Token { get; } = Guid.NewGuid().ToString("N");

    /// <exception cref="StoreUnavailableException">Others held it for all of <paramref name="patience"/>.</exception>
    public static async Task<SnapshotLock> TakeAsync(
        IDatabase database, SnapshotKeys keys, TimeSpan lapse, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var mine = new SnapshotLock(database, keys);
        var start = time.GetTimestamp();
        var pauseMs = FirstPauseMs;
        while (!await mine.TryTakeAsync(lapse))
        {
            if (time.GetElapsedTime(start) >= patience)
            {
                throw new StoreUnavailableException(
                    $"The Redis lock {keys.Lock} was held by other messages for {patience.TotalSeconds} s. Nothing was changed. "
                    + "See which behaviour takes so long, or raise LockRetryTimeout.",
                    null);
            }

#pragma warning disable CA5394 // Jitter is no secret.
            await Task.Delay(TimeSpan.FromMilliseconds(1 + (Random.Shared.NextDouble() * pauseMs)), time, cancellationToken);
#pragma warning restore CA5394
            pauseMs = Math.Min(LongestPauseMs, pauseMs * 2);
        }

        return mine;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await SnapshotScript.Release.RunAsync(_database, [_keys.Lock], Token);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // What was to be done is done or has failed by itself; the lock lapses.
        }
    }

    private async Task<bool> TryTakeAsync(TimeSpan lapse)
    {
        try
        {
            return await _database.StringSetAsync(_keys.Lock, Token, lapse, When.NotExists, CommandFlags.DemandMaster);
        }
        catch
        {
            // The answer may be lost and the lock taken: the retry must not wait for it.
            await DisposeAsync();
            throw;
        }
    }
}

using Corporation.SagaStore.Repository;
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

    private static readonly TimeSpan ReleasePause = TimeSpan.FromMilliseconds(100);

    private readonly IDatabase _database;
    private readonly SnapshotKeys _keys;
    private readonly TimeSpan _lapse;
    private readonly TimeProvider _time;
    private readonly CancellationToken _cancellationToken;
    private long _taken;

    private SnapshotLock(IDatabase database, SnapshotKeys keys, TimeSpan lapse, TimeProvider time, CancellationToken cancellationToken)
    {
        (_database, _keys, _lapse, _time, _cancellationToken) = (database, keys, lapse, time, cancellationToken);
        _taken = time.GetTimestamp();
    }

    public string Token { get; } = Guid.NewGuid().ToString("N");

    /// <exception cref="StoreUnavailableException">Others held it for all of <paramref name="patience"/>.</exception>
    public static async Task<SnapshotLock> TakeAsync(
        IDatabase database, SnapshotKeys keys, TimeSpan lapse, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var mine = new SnapshotLock(database, keys, lapse, time, cancellationToken);
        var start = time.GetTimestamp();
        var pauseMs = FirstPauseMs;
        while (!await mine.TryTakeAsync())
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

    /// <summary>
    /// Tries again while the server is away, until the lock has lapsed by itself: a server that comes back may still have it, and would keep
    /// everybody out, the retry of this message among them.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        while (!await TryReleaseAsync() && _time.GetElapsedTime(_taken) < _lapse && !_cancellationToken.IsCancellationRequested)
            await Task.Delay(ReleasePause, _time, _cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<bool> TryTakeAsync()
    {
        _taken = _time.GetTimestamp();
        try
        {
            return await _database.StringSetAsync(_keys.Lock, Token, _lapse, When.NotExists, CommandFlags.DemandMaster);
        }
        catch
        {
            await DisposeAsync(); // The answer may be lost and the lock taken.
            throw;
        }
    }

    private async Task<bool> TryReleaseAsync()
    {
        try
        {
            await SnapshotScript.Release.RunAsync(_database, [_keys.Lock], Token);
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // The failure that counts is the one of the behaviour or of its write. A server that refuses, and isn't away, goes on refusing.
            return RetryReasons.Of(exception) != RetryReason.Outage;
        }
    }
}

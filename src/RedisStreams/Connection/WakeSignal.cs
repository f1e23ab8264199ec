using System.Collections.Concurrent;
using Corporation.RedisStreams.Diagnostics;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Connection;

/// <summary>
/// One bus' ear on the wake channel: whoever sleeps until something happens hears of it early. What is lost on the channel costs only time,
/// as every listener also looks by itself: after <see cref="PollInterval"/>, but for entries that are held (<see cref="Held"/>). Of an
/// earlier due time among these a receiver that missed it hears from the server with its next lease turn, a third of the lease later at most.
/// </summary>
internal sealed class WakeSignal(RedisConnection connection, ILogger<WakeSignal> logger) : IAsyncDisposable
{
    /// <summary>Said when a scheduled message became the next one due.</summary>
    public const string Schedule = "s";

    private static readonly TimeSpan WithoutChannel = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Action[]> _listeners = new(StringComparer.Ordinal);
    private readonly RedisChannel _channel = RedisChannel.Literal(connection.Keys.WakeChannel);
    private volatile bool _listens;

    /// <summary>How long a listener may sleep at most.</summary>
    public TimeSpan PollInterval => _listens ? connection.LongestWait : WithoutChannel;

    /// <summary>Said when an entry of the queue was held back, or given back.</summary>
    public static string Held(string queue) => "h:" + queue;

    /// <summary>Said when a send had to make the queue, which a consumer may have declared before and the server lost.</summary>
    public static string Made(string queue) => "c:" + queue;

    /// <summary>Said when the owner of a lane of the queue gave it up.</summary>
    public static string Owner(string queue) => "o:" + queue;

    /// <summary>Subscribes. A server that doesn't allow it is no failure: everybody polls faster then.</summary>
    public async Task StartAsync()
    {
        try
        {
            await connection.SubscribeAsync(_channel, said => Raise((string?)said ?? ""));
            connection.Restored += RaiseAll;
            _listens = true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            Log.WakeUnavailable(logger, connection.Keys.WakeChannel, (long)WithoutChannel.TotalMilliseconds, exception.Message);
        }
    }

    /// <summary>Calls back whenever it is said, on any thread; quick and without throwing. Dispose it to end that.</summary>
    /// <param name="what"><see cref="Schedule"/>, <see cref="Held"/>, <see cref="Made"/> or <see cref="Owner"/>.</param>
    /// <param name="callback">Only wakes somebody up.</param>
    public IDisposable Listen(string what, Action callback)
    {
        _listeners.AddOrUpdate(what, _ => [callback], (_, others) => [.. others, callback]);
        return new Listener(this, what, callback);
    }

    /// <summary>Tells the listeners of this process.</summary>
    public void Raise(string what)
    {
        if (!_listeners.TryGetValue(what, out var callbacks))
            return;
        foreach (var callback in callbacks)
            callback();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_listens)
            return;
        _listens = false;
        connection.Restored -= RaiseAll;
        try
        {
            await connection.UnsubscribeAsync(_channel);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            // The connection is gone, and the subscription with it.
        }
    }

    // Whatever was said while nobody heard it.
    private void RaiseAll()
    {
        foreach (var what in _listeners.Keys)
            Raise(what);
    }

    private void Remove(string what, Action callback)
    {
        while (_listeners.TryGetValue(what, out var callbacks))
        {
            Action[] rest = [.. callbacks.Where(other => other != callback)];
            if (rest.Length == 0 ? _listeners.TryRemove(new(what, callbacks)) : _listeners.TryUpdate(what, rest, callbacks))
                return;
        }
    }

    private sealed class Listener(WakeSignal signal, string what, Action callback) : IDisposable
    {
        public void Dispose() => signal.Remove(what, callback);
    }
}

using System.Collections.Concurrent;
using Corporation.Client;
using Corporation.Contracts.Http;

namespace Corporation.Cli.Observing;

/// <summary>Reads the event stream of the whole HQ and lets callers wait for single events: over HTTP, like any other client.</summary>
internal sealed class EventFeed : IAsyncDisposable
{
    private readonly IMissionClient _client;
    private readonly Action<MissionEventView>? _onEvent;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Guid, MissionEvents> _missions = new();
    private readonly Task _reading;

    /// <param name="client">The HQ.</param>
    /// <param name="after">Begin after this position.</param>
    /// <param name="onEvent">Called for each event, in order, by one thread at a time.</param>
    public EventFeed(IMissionClient client, long? after, Action<MissionEventView>? onEvent)
    {
        _client = client;
        _onEvent = onEvent;
        _reading = ReadAsync(after);
    }

    /// <summary>Waits for the first event of the mission with one of these names, after a sequence.</summary>
    public async Task<MissionEventView> WaitAsync(Guid jobId, IReadOnlyCollection<string> names, long afterSequence, CancellationToken cancellationToken)
    {
        var events = _missions.GetOrAdd(jobId, static _ => new MissionEvents());
        var waiting = events.WaitAsync(names, afterSequence, cancellationToken);

        // A broken stream would otherwise leave everybody waiting in silence.
        if (await Task.WhenAny(waiting, _reading) == _reading)
            await _reading;
        return await waiting;
    }

    /// <summary>Forgets a mission, so that a feed of a million missions stays small.</summary>
    public void Forget(Guid jobId) => _missions.TryRemove(jobId, out _);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task ReadAsync(long? after)
    {
        // Away from the caller's thread at once: a constructor must not run the stream.
        await Task.Yield();
        try
        {
            await foreach (var happened in _client.WatchAllAsync(after, _stopping.Token))
            {
                _missions.GetOrAdd(happened.JobId, static _ => new MissionEvents()).Add(happened);
                _onEvent?.Invoke(happened);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Our own stop.
        }
    }
}

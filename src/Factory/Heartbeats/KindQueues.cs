using Corporation.Contracts;
using Corporation.Factory.Diagnostics;
using Corporation.Factory.Working;
using Corporation.Runtime.Messaging;
using Microsoft.Extensions.Logging;

namespace Corporation.Factory.Heartbeats;

/// <summary>Reads the queues of the kinds only while the gate is open, where the bus can do that. Elsewhere each offer that comes is put back.</summary>
internal sealed class KindQueues : IDisposable
{
    private readonly IntakeGate _gate;
    private readonly QueuePausing _pausing;
    private readonly ILogger<KindQueues> _logger;
    private readonly string[] _queues;
    private readonly HashSet<string> _paused = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1, 1);

    public KindQueues(IntakeGate gate, QueuePausing pausing, AnnouncedKinds kinds, ILogger<KindQueues> logger)
    {
        (_gate, _pausing, _logger) = (gate, pausing, logger);
        _queues = [.. kinds.Announcements.Select(kind => QueueNames.OfKind(kind.MissionKind))];
        gate.Changed += Apply;
    }

    /// <summary>Does what the gate says. Again and again, as a queue that is not read yet can't be paused.</summary>
    public async Task ApplyAsync()
    {
        await _turn.WaitAsync();
        try
        {
            // The gate is asked for each: it may have changed while the one before was paused.
            foreach (var queue in _queues)
            {
                if (!_gate.IsOpen)
                {
                    if (!_paused.Contains(queue) && await _pausing.PauseAsync(queue))
                        _paused.Add(queue);
                }
                else if (_paused.Remove(queue))
                {
                    _pausing.Resume(queue);
                }
            }
        }
        catch (Exception exception)
        {
            // The bus is away or ending; what comes nevertheless is put back one by one.
            Log.QueuesNotPaused(_logger, exception.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _gate.Changed -= Apply;
        _turn.Dispose();
    }

    private void Apply() => _ = Task.Run(ApplyAsync);
}

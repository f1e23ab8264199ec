using Corporation.Contracts.Fleet;
using Corporation.Factory.Diagnostics;
using Corporation.Factory.Working;
using Microsoft.Extensions.Logging;

namespace Corporation.Factory.Heartbeats;

/// <summary>Ends what still runs when a drain has lasted long enough: its missions go back to HQ, no attempt is spent.</summary>
internal sealed class DrainDeadline(HeldClaims claims, TimeProvider time, ILogger<DrainDeadline> logger) : IDisposable
{
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private long _revision = -1;
    private int _set;

    /// <summary>What HQ says of it now; it says it again and again.</summary>
    /// <param name="mode">What the factory is to do.</param>
    /// <param name="seconds">For how long what runs may go on; null for as long as it takes.</param>
    /// <param name="revision">The order that says so. Orders and answers come by two ways: an older one than the last changes nothing.</param>
    public void Set(FactoryMode mode, double? seconds, long revision)
    {
        lock (_gate)
        {
            if (revision < _revision)
                return;
            _revision = revision;
            var number = ++_set;
            _timer?.Dispose();
            _timer = mode is FactoryMode.Draining && seconds is { } left
                ? time.CreateTimer(_ => End(number), null, TimeSpan.FromSeconds(Math.Clamp(left, 0, 30 * 86_400)), Timeout.InfiniteTimeSpan)
                : null;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _set++;
            _timer?.Dispose();
        }
    }

    private void End(int number)
    {
        // A timer may fire while it is being replaced.
        lock (_gate)
        {
            if (number != _set)
                return;
        }

        Log.DrainCancels(logger, claims.Count);
        foreach (var attempt in claims.All)
            attempt.Stop(StopReason.ShuttingDown);
    }
}

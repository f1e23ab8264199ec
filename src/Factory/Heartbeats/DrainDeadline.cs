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

    /// <summary>What HQ says of it now; it says it again and again.</summary>
    /// <param name="mode">What the factory is to do.</param>
    /// <param name="seconds">For how long what runs may go on; null for as long as it takes.</param>
    public void Set(FactoryMode mode, double? seconds)
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = mode is FactoryMode.Draining && seconds is { } left
                ? time.CreateTimer(static state => ((DrainDeadline)state!).End(), this, TimeSpan.FromSeconds(Math.Clamp(left, 0, 30 * 86_400)), Timeout.InfiniteTimeSpan)
                : null;
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _timer?.Dispose();
    }

    private void End()
    {
        Log.DrainCancels(logger, claims.Count);
        foreach (var attempt in claims.All)
            attempt.Stop(StopReason.ShuttingDown);
    }
}

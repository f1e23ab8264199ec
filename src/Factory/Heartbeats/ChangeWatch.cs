using Corporation.Factory.Working;
using Microsoft.Extensions.Hosting;

namespace Corporation.Factory.Heartbeats;

/// <summary>Asks for a heartbeat when something changes of which the last one told otherwise.</summary>
/// <remarks>
/// That missions begin and end is told by whoever holds them. Nobody tells that a queue can't be read any more, or that reports pile up in the journal:
/// that is looked at.
/// </remarks>
internal sealed class ChangeWatch(HeartbeatSignal signal, HeartbeatComposer composer, HeldClaims claims, TimeProvider time) : BackgroundService
{
    internal static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        claims.Changed += signal.Raise;
        try
        {
            using var timer = new PeriodicTimer(LookInterval, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (composer.HasNews(LookInterval))
                    signal.Raise();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping, or the host did not come to its start.
        }
        finally
        {
            claims.Changed -= signal.Raise;
        }
    }
}

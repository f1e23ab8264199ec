using Corporation.Hq.Diagnostics;
using Corporation.Hq.Dispatching;
using Corporation.Hq.Fleet;
using Corporation.Runtime.Messaging;
using Corporation.Sagas.MissionLife;

namespace Corporation.Hq;

/// <summary>Picks up where the process before left off, before anything else starts.</summary>
internal sealed class HqStartup(
    FleetReader fleet,
    OfferBook offers,
    HqPresence presence,
    CapabilitiesFile capabilities,
    BusChoice bus,
    TimeProvider time,
    ILogger<HqStartup> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await fleet.ReadAsync(cancellationToken);
        _ = capabilities.Text;

        // A bus that remembers may still deliver offers; those that it lost lapse by themselves. And its factories went on while no HQ heard them.
        if (bus.SurvivesProcess)
        {
            presence.Returned(time.GetUtcNow());
            return;
        }

        var forgotten = await offers.ForgetAllAsync(cancellationToken);
        if (forgotten > 0)
            Log.OffersForgotten(logger, forgotten);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

using Corporation.Hq.Diagnostics;
using Corporation.Hq.Dispatching;
using Corporation.Hq.Fleet;
using Corporation.Runtime.Messaging;
using Corporation.Sagas.Storage;
using Microsoft.EntityFrameworkCore;

namespace Corporation.Hq;

/// <summary>Picks up where the process before left off, before anything else starts.</summary>
internal sealed class HqStartup(
    FactoryDirectory directory,
    OfferBook offers,
    IDbContextFactory<MissionsDbContext> contexts,
    BusChoice bus,
    ILogger<HqStartup> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await directory.LoadAsync(contexts, cancellationToken);

        // A bus that remembers may still deliver them; those that it lost lapse by themselves.
        if (bus.SurvivesProcess)
            return;

        var forgotten = await offers.ForgetAllAsync(cancellationToken);
        if (forgotten > 0)
            Log.OffersForgotten(logger, forgotten);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

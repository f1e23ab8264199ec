using Corporation.Hq.Diagnostics;
using Corporation.Hq.Dispatching;
using Corporation.Hq.Fleet;
using Corporation.Sagas.Storage;
using Microsoft.EntityFrameworkCore;

namespace Corporation.Hq;

/// <summary>Picks up where the process before left off, before anything else starts.</summary>
internal sealed class HqStartup(
    FactoryDirectory directory,
    OfferBook offers,
    IDbContextFactory<MissionsDbContext> contexts,
    ILogger<HqStartup> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await directory.LoadAsync(contexts, cancellationToken);

        // The in-memory bus has forgotten every offer. A bus that remembers needs no such thing: offers lapse by themselves.
        var forgotten = await offers.ForgetAllAsync(cancellationToken);
        if (forgotten > 0)
            Log.OffersForgotten(logger, forgotten);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

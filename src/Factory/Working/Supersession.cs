using Corporation.Factory.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Corporation.Factory.Working;

/// <summary>What happens when HQ says that a newer process of this factory is at work: this one stops, once.</summary>
internal sealed class Supersession(
    FactoryIdentity identity,
    FactoryStatus status,
    IHostApplicationLifetime lifetime,
    ILogger<Supersession> logger)
{
    private int _declared;

    public void Declare()
    {
        if (Interlocked.Exchange(ref _declared, 1) == 1)
            return;
        status.MoveTo(FactoryState.Superseded);
        Log.FactorySuperseded(logger, identity.FactoryId, identity.Epoch);
        lifetime.StopApplication();
    }
}

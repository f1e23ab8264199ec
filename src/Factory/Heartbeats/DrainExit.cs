using Corporation.Factory.Diagnostics;
using Corporation.Factory.Settings;
using Corporation.Factory.Working;
using Corporation.Runtime.Roles;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Corporation.Factory.Heartbeats;

/// <summary>Stops the process when HQ has confirmed its drain, where <see cref="FactoryOptions.StopsWhenDrained"/> says so.</summary>
internal sealed class DrainExit(
    DrainWatch drain,
    RolePolicy role,
    FactoryIdentity identity,
    IOptions<FactoryOptions> options,
    IHostApplicationLifetime lifetime,
    ILogger<DrainExit> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A process that delegates is an HQ as well: it must not go because its factory is drained.
        if (!options.Value.StopsWhenDrained || role.Delegation is not DelegationMode.ListenOnly)
            return;

        try
        {
            await drain.Confirmed.WaitAsync(stoppingToken);
            Log.StopsAsDrained(logger, identity.FactoryId);
            lifetime.StopApplication();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping, or the host did not come to its start.
        }
    }
}

using Corporation.Runtime.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Corporation.Runtime.Roles;

/// <summary>What became of <c>FACTORY_ROLE</c>.</summary>
/// <param name="Policy">The policy in force.</param>
/// <param name="UnknownValue">What was written there, if it is no role.</param>
internal sealed record RoleResolution(RolePolicy Policy, string? UnknownValue);

/// <summary>Says at start which role is in force, critically when it is not the one that was written.</summary>
internal sealed class RoleNotice(RoleResolution resolution, ILogger<RoleNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (resolution.UnknownValue is { } unknown)
            Log.RoleUnknown(logger, RoleModule.Variable, unknown, resolution.Policy.Name, string.Join(", ", RolePolicy.All.Select(policy => policy.Name)));
        else
            Log.RoleInForce(logger, resolution.Policy.Name);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

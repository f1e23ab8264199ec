using Corporation.RedisStreams.Configuration;
using Corporation.RedisStreams.Connection;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Diagnostics;

/// <summary>Whether the server is one that loses nothing, and what it can do.</summary>
internal sealed class StreamsHealthCheck(Func<StreamsHostConfiguration> host) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var server = await host().Connection.OpenAsync(cancellationToken);
            return Judge(await server.Probe.AskAsync(cancellationToken));
        }
        catch (Exception exception) when (exception is ConnectionException or RedisException or TimeoutException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"The server {host().Address} does not answer: {exception.Message}", exception);
        }
    }

    internal static HealthCheckResult Judge(ServerFacts facts)
    {
        var data = new Dictionary<string, object>
        {
            ["server"] = facts.ToString(),
            ["capabilities"] = facts.Capabilities.ToString(),
            ["maxmemory_policy"] = facts.MaxMemoryPolicy ?? "unknown",
            ["append_only"] = facts.IsAppendOnly?.ToString() ?? "unknown",
            ["cluster"] = facts.IsCluster?.ToString() ?? "unknown",
        };
        if (facts.Warnings.Count > 0)
            data["warnings"] = facts.Warnings;

        if (facts.Evicts)
        {
            return HealthCheckResult.Unhealthy(
                $"The server's maxmemory-policy is {facts.MaxMemoryPolicy}: when memory is short it throws messages away. Set it to noeviction.", data: data);
        }

        return facts.Warnings.Count > 0
            ? HealthCheckResult.Degraded(string.Join(" ", facts.Warnings), data: data)
            : HealthCheckResult.Healthy(facts.ToString(), data);
    }
}

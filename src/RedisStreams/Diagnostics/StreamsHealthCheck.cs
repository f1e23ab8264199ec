using Corporation.RedisStreams.Configuration;
using Corporation.RedisStreams.Connection;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Diagnostics;

/// <summary>Whether the server answers and is one that loses nothing, and what it can do. It is asked at every check, for all of that may change.</summary>
internal sealed class StreamsHealthCheck(Func<StreamsHostConfiguration> host) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var timeout = new CancellationTokenSource(Patience, host().TimeProvider);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var server = await host().Connection.OpenAsync(patience.Token);
            return Judge(await server.Probe.AskAsync(patience.Token));
        }
        catch (ConnectionException exception)
        {
            return Failed(context, exception.Message, exception);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or RedisCommandException)
        {
            return Failed(context, $"The server {host().Address} does not answer: {exception.Message}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(context, $"The server {host().Address} did not answer within {Patience}. {host().Connection.LastFailure?.Message}".TrimEnd(), exception);
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
            ["replica"] = facts.IsReplica?.ToString() ?? "unknown",
            ["cluster"] = facts.IsCluster?.ToString() ?? "unknown",
        };
        if (facts.Warnings.Count > 0)
            data["warnings"] = facts.Warnings;

        string[] doubts = [.. facts.Doubts];
        if (facts.Evicts)
            return HealthCheckResult.Unhealthy(string.Join(" ", doubts), data: data);
        if (facts.IsReplica == true)
            return HealthCheckResult.Unhealthy(ServerAdvice.With("READONLY: the server is a replica"), data: data);

        return doubts.Length > 0 ? HealthCheckResult.Degraded(string.Join(" ", doubts), data: data) : HealthCheckResult.Healthy(facts.ToString(), data);
    }

    private static HealthCheckResult Failed(HealthCheckContext context, string description, Exception exception) =>
        new(context.Registration.FailureStatus, description, exception);
}

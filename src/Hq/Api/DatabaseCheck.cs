using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Corporation.Hq.Api;

/// <summary>Whether the state store can be read and has its tables.</summary>
internal sealed class DatabaseCheck(IStoreReader store) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            store.Query("SELECT 1 FROM missions LIMIT 1", row => row.GetInt32(0));
            return Task.FromResult(HealthCheckResult.Healthy("The state store answers."));
        }
        catch (StoreUnavailableException exception)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy(exception.Message));
        }
    }
}

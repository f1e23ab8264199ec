using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Corporation.Hq.Api;

/// <summary>Whether the state store can be read and has its tables.</summary>
internal sealed class DatabaseCheck(IStoreReader store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.QueryAsync("SELECT 1 FROM missions LIMIT 1", row => row.GetInt32(0), [], cancellationToken);
            return HealthCheckResult.Healthy("The state store answers.");
        }
        catch (StoreUnavailableException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}

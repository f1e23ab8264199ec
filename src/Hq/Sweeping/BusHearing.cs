using Corporation.Contracts;
using MassTransit;

namespace Corporation.Hq.Sweeping;

/// <summary>Whether what factories say can reach this HQ.</summary>
internal sealed class BusHearing(IBusControl bus)
{
    /// <summary>True while HQ's own queue is being read.</summary>
    public bool IsHearing => bus.CheckHealth().Endpoints.Any(static endpoint =>
        endpoint.Value.Status == BusHealthStatus.Healthy
        && endpoint.Value.InputAddress.AbsolutePath.EndsWith(QueueNames.Hq, StringComparison.Ordinal));
}

using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Corporation.Factory.Journaling;

/// <summary>Degraded while the journal can't be written: the factory works on, but a crash would cost what it has not yet reported.</summary>
internal sealed class JournalCheck(Journal journal) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var facts = new Dictionary<string, object> { ["unsent"] = journal.Unsent, ["oldest_age_seconds"] = journal.OldestUnsentAge?.TotalSeconds ?? 0 };
        return Task.FromResult(journal switch
        {
            { HasFile: false } => HealthCheckResult.Healthy("This factory keeps no journal.", facts),
            { Failure: { } failure } => HealthCheckResult.Degraded($"The journal can't be written: {failure}.", data: facts),
            _ => HealthCheckResult.Healthy($"{journal.Unsent} reports wait for HQ's answer.", facts),
        });
    }
}

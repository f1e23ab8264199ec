using Corporation.SagaStore.Delivering;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Corporation.SagaStore.Health;

/// <summary>Degraded when something waits for longer than it should, unhealthy when the database can't say.</summary>
internal sealed class OutboxHealthCheck(Outbox outbox) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        OutboxBacklog backlog;
        try
        {
            await using var session = outbox.Open();
            backlog = await OutboxBacklog.ReadAsync(session, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"The outbox of {outbox.Name} can't be read.", exception);
        }

        var facts = new Dictionary<string, object>
        {
            ["messages"] = backlog.Messages,
            ["parked"] = backlog.Parked,
            ["oldest_seconds"] = backlog.OldestAge.TotalSeconds,
        };
        return backlog.OldestAge > outbox.Options.DegradedAge
            ? HealthCheckResult.Degraded(
                $"The oldest of {backlog.Messages} messages in the outbox of {outbox.Name} has waited for {backlog.OldestAge.TotalSeconds:0} s, "
                + $"the limit is {outbox.Options.DegradedAge.TotalSeconds:0} s. See whether the bus is away, and LastError of the rows.",
                data: facts)
            : HealthCheckResult.Healthy($"{backlog.Messages} messages in the outbox of {outbox.Name}, {backlog.Parked} parked.", facts);
    }
}

/// <summary>That a context has its check: the first one has the plain name.</summary>
internal sealed class OutboxCheckMark<TContext>;

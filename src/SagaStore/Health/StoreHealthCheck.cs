using System.Globalization;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Writing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Corporation.SagaStore.Health;

/// <summary>Readiness: the store is open and its last commit worked.</summary>
internal sealed class StoreHealthCheck(StoreHealth health, IStoreWriter writer) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        if (!health.IsOpen)
            return new HealthCheckResult(context.Registration.FailureStatus, "The store is not open.");

        if (health.LastFailure is not null)
            await TryOutAsync(cancellationToken);

        var facts = new Dictionary<string, object> { ["queue"] = health.QueueLength, ["commits"] = health.Commits, ["units"] = health.Units };
        return health.LastFailure is { } failure
            ? new HealthCheckResult(context.Registration.FailureStatus, failure.Reason, data: facts)
            : HealthCheckResult.Healthy("The store commits.", facts);
    }

    // A node that is not ready gets no work, so no commit would ever show that it has healed. Writing SQLite's header field back as it is, or a
    // message that nobody reads into PostgreSQL's log, takes a flush: it fails where a real commit fails.
    private async Task TryOutAsync(CancellationToken cancellationToken)
    {
        try
        {
            await writer.WriteAsync(
                static session =>
                {
                    if (session.Engine == StoreEngine.PostgreSql)
                        return session.Query("select pg_logical_emit_message(true, 'sagastore', 'health')", static _ => 0L)[0];

                    var version = session.Query("PRAGMA user_version", static row => row.GetInt64(0))[0];
                    session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));
                    return version;
                },
                cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // The health says so.
        }
    }
}

using Corporation.Factory.Working;
using Corporation.Runtime.Listening;
using Corporation.Runtime.Messaging;
using Corporation.Runtime.Roles;
using Corporation.Runtime.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Corporation.Factory;

/// <summary>One factory on the fleet's bus (<c>FACTORY_ROLE=LOCAL_WORKER</c>): health checks are all that it serves.</summary>
public static class WorkerNode
{
    /// <summary>Builds the process; run it with <see cref="WebApplication.RunAsync"/> or start and stop it.</summary>
    public static WebApplication Build(WorkerNodeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        const string Capabilities = $"{Settings.FactoryOptions.Section}:{nameof(Settings.FactoryOptions.CapabilitiesPath)}";
        const string Journal = $"{Settings.FactoryOptions.Section}:{nameof(Settings.FactoryOptions.JournalPath)}";
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [RoleModule.Variable] = RolePolicy.Of(FactoryRole.LocalWorker).Name,
            [$"{Settings.FactoryOptions.Section}:{nameof(Settings.FactoryOptions.WorkspaceRoot)}"] = Path.Combine(Path.GetFullPath(options.StateFolder), "workspaces"),
            [Capabilities] = builder.Configuration[Capabilities] ?? Path.Combine(Path.GetFullPath(options.StateFolder), "capabilities.md"),
            [Journal] = builder.Configuration[Journal] ?? Path.Combine(Path.GetFullPath(options.StateFolder), "journal.db"),
        });
        if (options.FactoryId is not null)
            builder.Configuration[$"{Settings.FactoryOptions.Section}:{nameof(Settings.FactoryOptions.FactoryId)}"] = options.FactoryId;
        if (options.Settings is not null)
            builder.Configuration.AddInMemoryCollection(options.Settings);
        LoopbackOnly.Require(options.Url, builder.Configuration);
        if (options.QuietLogs && builder.Configuration["Logging:LogLevel:Default"] is null)
        {
            // Whoever starts it is told by the exception why it did not start; and that a broker is away, once and in one line.
            builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical).AddFilter("MassTransit", LogLevel.Error);
        }

        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.WebHost.UseUrls(options.Url);

        builder.AddCorporationTelemetry("corporation-factory");
        var bus = new BusComposition();
        builder.AddFactory(bus, options.Missions);
        builder.AddCorporationBus(bus).RequireFleetBus();
        builder.Services.AddHealthChecks().AddCheck<AcceptanceCheck>("factory", tags: ["ready"]);

        var app = builder.Build();
        app.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = static _ => false });
        app.MapHealthChecks("/readyz", new HealthCheckOptions { Predicate = static check => check.Tags.Contains("ready") });
        return app;
    }

    /// <summary>Ready once HQ has accepted the factory, until it drains.</summary>
    private sealed class AcceptanceCheck(FactoryStatus status) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) => Task.FromResult(
            status.State == FactoryState.Online
                ? HealthCheckResult.Healthy($"Factory {status.FactoryId} takes missions and holds {status.HeldClaims}.")
                : HealthCheckResult.Unhealthy($"Factory {status.FactoryId} is {status.State}."));
    }
}

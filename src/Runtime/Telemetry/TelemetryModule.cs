using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Corporation.Runtime.Telemetry;

/// <summary>What leaves a process about what it does: traces and metrics by OTLP, and metrics for Prometheus.</summary>
public static class TelemetryModule
{
    private static readonly string[] UntracedPaths = ["/healthz", "/readyz", MetricsPage.Path];

    /// <summary>
    /// Sends traces and metrics by OTLP when OpenTelemetry's own variables say where to (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and the others), and makes
    /// <see cref="MetricsPage"/> available.
    /// </summary>
    /// <param name="builder">The process.</param>
    /// <param name="serviceName">What it is called unless <c>OTEL_SERVICE_NAME</c> says otherwise.</param>
    /// <exception cref="OptionsValidationException">One of the variables is wrong.</exception>
    public static IHostApplicationBuilder AddCorporationTelemetry(this IHostApplicationBuilder builder, string serviceName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddMetrics();
        builder.Services.TryAddSingleton<MetricsPage>();

        var otlp = OtlpSettings.Read(builder.Configuration);
        if (!otlp.ExportsTraces && !otlp.ExportsMetrics)
            return builder;

        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource
            .AddService(serviceName, serviceVersion: Assembly.GetExecutingAssembly().GetName().Version?.ToString(3))
            .AddEnvironmentVariableDetector());
        if (otlp.ExportsMetrics)
            telemetry.WithMetrics(metrics => metrics.AddMeter(MeterNames.Patterns).AddOtlpExporter());
        if (otlp.ExportsTraces)
        {
            telemetry.WithTracing(traces => traces
                .SetSampler(new MissionSampler(otlp.Share))
                .AddSource(MissionTrace.SourceName, "MassTransit")
                .AddAspNetCoreInstrumentation(http => http.Filter = IsWorthTracing)
                .AddOtlpExporter());
        }

        return builder;
    }

    // Whoever looks every few seconds whether a process lives would fill the traces with it.
    private static bool IsWorthTracing(HttpContext context) => !UntracedPaths.Any(path => context.Request.Path.Equals(path, StringComparison.Ordinal));
}

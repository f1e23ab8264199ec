using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Prometheus;

namespace Corporation.Runtime.Telemetry;

/// <summary>The metrics of this process as Prometheus scrapes them.</summary>
/// <remarks>Nothing is counted for it before the first scrape: who doesn't scrape pays nothing.</remarks>
public sealed class MetricsPage : IDisposable
{
    internal const string Path = "/metrics";

    /// <summary>Series that get no new values are left out after that time: a factory's or a kind's that is no longer there.</summary>
    private static readonly TimeSpan SeriesLifetime = TimeSpan.FromHours(1);

    /// <summary>From a message's handling to a mission's hours; all our histograms are in seconds.</summary>
    private static readonly double[] Buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200];

    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly Lazy<IDisposable> _listening;

    /// <summary>Creates the page; one per process.</summary>
    /// <param name="meters">Tells the meters of this process's container from those of another one in the same process.</param>
    public MetricsPage(IMeterFactory meters)
    {
        _listening = new(() => MeterAdapter.StartListening(new MeterAdapterOptions
        {
            // Both: with the registry alone the adapter's metrics go nowhere (prometheus-net 8.2.1).
            Registry = _registry,
            MetricFactory = Prometheus.Metrics.WithCustomRegistry(_registry),
            MetricsExpireAfter = SeriesLifetime,
            InstrumentFilterPredicate = instrument =>
                MeterNames.Include(instrument.Meter.Name) && (instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, meters)),
            ResolveHistogramBuckets = static _ => Buckets,
        }));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_listening.IsValueCreated)
            _listening.Value.Dispose();
    }

    internal async Task AnswerAsync(HttpContext context)
    {
        _ = _listening.Value;
        context.Response.ContentType = PrometheusConstants.TextContentType;
        await _registry.CollectAndExportAsTextAsync(context.Response.Body, context.RequestAborted);
    }
}

/// <summary>Where the page is.</summary>
public static class MetricsRoutes
{
    /// <summary>Serves <c>GET /metrics</c>.</summary>
    public static void MapMetricsPage(this IEndpointRouteBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapGet(MetricsPage.Path, app.ServiceProvider.GetRequiredService<MetricsPage>().AnswerAsync).ExcludeFromDescription();
    }
}

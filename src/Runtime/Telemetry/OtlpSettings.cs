using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Corporation.Runtime.Telemetry;

/// <summary>What of OpenTelemetry's own variables decides whether there is anything to do; the others are read by its library.</summary>
/// <param name="ExportsTraces">Whether traces have somewhere to go.</param>
/// <param name="ExportsMetrics">Whether metrics have somewhere to go.</param>
/// <param name="Share">The share of missions to trace, 0 to 1.</param>
internal sealed record OtlpSettings(bool ExportsTraces, bool ExportsMetrics, double Share)
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private const string MetricsEndpoint = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    private const string SamplerName = "OTEL_TRACES_SAMPLER";
    private const string SamplerShare = "OTEL_TRACES_SAMPLER_ARG";
    private static readonly string[] Protocols = ["OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL"];
    private static readonly string[] KnownProtocols = ["grpc", "http/protobuf"];

    /// <exception cref="OptionsValidationException">A variable is wrong. The library would go on silently with something else.</exception>
    public static OtlpSettings Read(IConfiguration configuration)
    {
        var errors = new List<string>();
        foreach (var name in (string[])[Endpoint, TracesEndpoint, MetricsEndpoint])
        {
            if (Text(configuration, name) is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
                errors.Add($"{name} is not an address; it must be like http://127.0.0.1:4317.");
        }

        foreach (var name in Protocols)
        {
            if (Text(configuration, name) is { } protocol && !KnownProtocols.Contains(protocol))
                errors.Add($"{name} is '{protocol}'; it must be {string.Join(" or ", KnownProtocols)}.");
        }

        var share = ShareOf(configuration, errors);
        if (errors.Count > 0)
            throw new OptionsValidationException(nameof(OtlpSettings), typeof(OtlpSettings), errors);

        var isOn = !string.Equals(Text(configuration, "OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);
        var (all, traces, metrics) = (Text(configuration, Endpoint), Text(configuration, TracesEndpoint), Text(configuration, MetricsEndpoint));
        return new OtlpSettings(
            isOn && (all ?? traces) is not null && Text(configuration, "OTEL_TRACES_EXPORTER") is not "none",
            isOn && (all ?? metrics) is not null && Text(configuration, "OTEL_METRICS_EXPORTER") is not "none",
            share);
    }

    private static double ShareOf(IConfiguration configuration, List<string> errors)
    {
        switch (Text(configuration, SamplerName))
        {
            case null or "always_on" or "parentbased_always_on":
                return 1;
            case "always_off" or "parentbased_always_off":
                return 0;
            case "traceidratio" or "parentbased_traceidratio":
                var written = Text(configuration, SamplerShare) ?? "1";
                if (double.TryParse(written, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share <= 1)
                    return share;
                errors.Add($"{SamplerShare} is '{written}'; it must be a number from 0 to 1.");
                return 1;
            case var other:
                errors.Add($"{SamplerName} is '{other}'; it must be always_on, always_off, traceidratio, or one of them with parentbased_ before it.");
                return 1;
        }
    }

    private static string? Text(IConfiguration configuration, string name) => configuration[name]?.Trim() is { Length: > 0 } text ? text : null;
}

namespace Corporation.Runtime.Telemetry;

/// <summary>Whose metrics leave the process, by OTLP and for Prometheus alike.</summary>
internal static class MeterNames
{
    private const string Ours = "Corporation.";
    private static readonly string[] Others = ["MassTransit", "Npgsql", "System.Runtime", "Microsoft.AspNetCore.Hosting"];

    public static string[] Patterns { get; } = [$"{Ours}*", .. Others];

    public static bool Include(string meter) => meter.StartsWith(Ours, StringComparison.Ordinal) || Others.Contains(meter, StringComparer.Ordinal);
}

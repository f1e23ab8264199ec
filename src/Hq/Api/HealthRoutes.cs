using Corporation.Contracts.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Corporation.Hq.Api;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: so does everything it needs.</summary>
internal static class HealthRoutes
{
    public const string ReadyTag = "ready";

    public static void MapHealthRoutes(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/healthz", new() { Predicate = static _ => false, ResponseWriter = WriteAsync });
        app.MapHealthChecks("/readyz", new() { Predicate = static check => check.Tags.Contains(ReadyTag), ResponseWriter = WriteAsync });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new HealthBody(
            report.Status.ToString().ToLowerInvariant(),
            report.Entries.ToDictionary(
                entry => entry.Key,
                entry => new CheckBody(entry.Value.Status.ToString().ToLowerInvariant(), entry.Value.Description, entry.Value.Duration.TotalSeconds),
                StringComparer.Ordinal)),
        ContractsJson.Http,
        context.RequestAborted);

    private sealed record HealthBody(string Status, IReadOnlyDictionary<string, CheckBody> Checks);

    private sealed record CheckBody(string Status, string? Description, double DurationSeconds);
}

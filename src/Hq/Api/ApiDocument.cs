using Microsoft.AspNetCore.OpenApi;
using Scalar.AspNetCore;

namespace Corporation.Hq.Api;

/// <summary>The OpenAPI document and the page that shows it.</summary>
internal static class ApiDocument
{
    public const string Name = "v1";

    public static void Configure(OpenApiOptions options) => options.AddDocumentTransformer(static (document, _, _) =>
    {
        document.Info.Title = "Corporation HQ";
        document.Info.Version = "v1";
        document.Info.Description =
            "Submit missions, watch them, command them. Errors are problem details (RFC 9457) with a stable type; bad input names every field.";
        return Task.CompletedTask;
    });

    /// <summary>Nothing on the page may come from the internet: HQ often stands where there is none.</summary>
    public static void ConfigurePage(ScalarOptions page)
    {
        page.WithTitle("Corporation HQ").DisableDefaultFonts();
        page.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        page.Agent = new ScalarAgentOptions { Disabled = true };
        page.Telemetry = false;
    }
}

using System.CommandLine;

namespace Corporation.Cli.Invoking;

/// <summary>The options that every verb has.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> Hq { get; } = new("--hq")
    {
        Description = $"Base URL of HQ. Default: {HqLocation.UrlVariable}, else {HqLocation.DefaultUrl}",
        HelpName = "URL",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "One JSON object per line on stdout, problem details on stderr",
        Recursive = true,
    };

    public Option<bool> NoColor { get; } = new("--no-color")
    {
        Description = "No colours; NO_COLOR does the same",
        Recursive = true,
    };

    public void AddTo(RootCommand root)
    {
        root.Options.Add(Hq);
        root.Options.Add(Json);
        root.Options.Add(NoColor);
    }
}

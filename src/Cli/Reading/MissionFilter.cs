using System.CommandLine;
using Corporation.Cli.Invoking;
using Corporation.Contracts.Http;

namespace Corporation.Cli.Reading;

/// <summary>The options that choose missions, alike for lists and for bulk commands.</summary>
internal sealed class MissionFilter
{
    public Option<string?> Kind { get; } = new("--kind") { Description = "Only this kind", HelpName = "KIND" };

    public Option<string?> Factory { get; } = Inputs.FactoryId("--factory", "Only those whose last attempt ran there", "ID");

    public Option<string?> Text { get; } = new("--text") { Description = "Only those with these words in task, key or error", HelpName = "WORDS" };

    public Option<PointInTime?> Since { get; } = Inputs.Moment("--since", "Only those submitted since then, like 24h or 2026-01-31");

    public Option<PointInTime?> Until { get; } = Inputs.Moment("--until", "Only those submitted before then");

    public Symbol[] Symbols => [Kind, Factory, Text, Since, Until];

    public bool IsGiven(Invocation invocation) =>
        invocation.Get(Kind) is not null || invocation.Get(Factory) is not null || invocation.Get(Text) is not null
        || invocation.Get(Since) is not null || invocation.Get(Until) is not null;

    public DeadLetterSelection ToSelection(Invocation invocation, string? reason) => new()
    {
        MissionKind = invocation.Get(Kind),
        FactoryId = invocation.Get(Factory),
        Text = invocation.Get(Text),
        Since = invocation.Get(Since)?.Before(invocation.Now),
        Until = invocation.Get(Until)?.Before(invocation.Now),
        Reason = reason,
    };
}

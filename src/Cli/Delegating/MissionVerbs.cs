using Corporation.Cli.Invoking;
using Corporation.Cli.Listing;

namespace Corporation.Cli.Delegating;

/// <summary><c>corp mission …</c>.</summary>
internal static class MissionVerbs
{
    public static Verb Create(VerbRunner runner) => new Verb(
        "mission",
        "Submit missions and see what becomes of them",
        "corp mission submit echo --input '{\"text\":\"hi\"}' --wait",
        "corp mission list --state dead_lettered --since 24h",
        "corp mission requeue --kind shell_task --yes")
        .With(
            SubmitVerb.Create(runner),
            ListVerb.Create(runner),
            ShowVerb.Create(runner),
            WatchVerb.Create(runner),
            LogsVerb.Create(runner),
            CancelVerb.Create(runner),
            DeadLetterVerbs.CreateRequeue(runner),
            DeadLetterVerbs.CreateDiscard(runner));
}

using Corporation.Cli.Invoking;

namespace Corporation.Cli.DeadLetters;

/// <summary><c>corp dlq …</c>: everything that waits for somebody to decide.</summary>
internal static class DlqVerbs
{
    public static Verb Create(VerbRunner runner) => new Verb(
        "dlq",
        "Dead letters: missions whose retries are spent, and messages that nobody could handle",
        "corp dlq list",
        "corp dlq show hq-missions_error/n/1764260000000-0",
        "corp dlq requeue --queue hq-missions_error",
        "corp dlq discard --text 'no such colour' --yes")
        .With(
            DlqListVerb.Create(runner),
            DlqShowVerb.Create(runner),
            DlqChangeVerb.CreateRequeue(runner),
            DlqChangeVerb.CreateDiscard(runner));
}

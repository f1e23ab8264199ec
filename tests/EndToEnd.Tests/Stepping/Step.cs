namespace Corporation.EndToEnd.Tests.Stepping;

/// <summary>One step of a mission's life. Named by its content and not just counted, for log lines, renewals and repetitions come when they like.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Content">What it is about: the events of a commit, the types of messages sent.</param>
/// <param name="Number">Which of those, from 1.</param>
internal sealed record Step(StepKind Kind, string Content, int Number)
{
    public bool IsAbout(string word) => Content.Split('+').Contains(word);

    public override string ToString() => $"{Kind} {Number} of '{Content}'";
}

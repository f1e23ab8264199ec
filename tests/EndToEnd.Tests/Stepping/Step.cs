namespace Corporation.EndToEnd.Tests.Stepping;

/// <summary>One step under way.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Number">Which of its kind, from 1; 0 when nobody counts.</param>
/// <param name="Content">What it is about, for people and for the account: the events of a commit, the types of messages sent.</param>
internal sealed record Step(StepKind Kind, int Number, string Content);

namespace Corporation.Cli.Demonstrating;

/// <summary>How one mission of the demo ended, and how it should have.</summary>
internal sealed record DemoEnd(Guid JobId, string Seen, string Expected)
{
    public bool IsAsExpected => Seen == Expected;
}

/// <summary>The last line of <c>corp demo --json</c>.</summary>
/// <param name="Submitted">Missions submitted.</param>
/// <param name="Succeeded">Of these, ended as succeeded.</param>
/// <param name="DeadLettered">How many were dead letters on the way; the demo requeues its one, so it counts as succeeded too.</param>
/// <param name="Cancelled">Ended as cancelled.</param>
/// <param name="Unexpected">Ended otherwise than planned, or not at all in time.</param>
/// <param name="Seconds">From the first submit to the last end.</param>
internal sealed record DemoSummary(int Submitted, int Succeeded, int DeadLettered, int Cancelled, int Unexpected, double Seconds);

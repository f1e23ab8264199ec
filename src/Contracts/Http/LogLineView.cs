namespace Corporation.Contracts.Http;

/// <summary>One stored log line of a mission.</summary>
public sealed record LogLineView
{
    /// <summary>Position among all log lines of this HQ, growing; the cursor of the live stream.</summary>
    public required long Position { get; init; }

    /// <summary>The attempt that wrote it, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Position within the attempt, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>When, by the factory's clock.</summary>
    public required DateTimeOffset LoggedAt { get; init; }

    /// <summary><c>info</c>, <c>warning</c>, <c>error</c>, <c>stdout</c> or <c>stderr</c>.</summary>
    public required string Level { get; init; }

    /// <summary>The text, without line break.</summary>
    public required string Text { get; init; }
}

/// <summary>The stored tail of a mission's log, oldest first.</summary>
/// <param name="Lines">The lines.</param>
/// <param name="Dropped">How many earlier lines are no longer stored.</param>
public sealed record MissionLog(IReadOnlyList<LogLineView> Lines, long Dropped);

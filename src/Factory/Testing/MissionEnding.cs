namespace Corporation.Factory.Testing;

/// <summary>How a test run ended.</summary>
public enum MissionEnding
{
    /// <summary>With a result.</summary>
    Succeeded,

    /// <summary>With a failure that HQ would retry; also an exception.</summary>
    Failed,

    /// <summary>With a failure that HQ would not retry; also an unreadable input and an unusable result.</summary>
    Rejected,

    /// <summary>By the attempt's timeout.</summary>
    TimedOut,

    /// <summary>By <see cref="MissionRunOptions.CancelAfter"/>.</summary>
    Cancelled,
}

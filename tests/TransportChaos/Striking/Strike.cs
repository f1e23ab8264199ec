namespace Corporation.TransportChaos.Striking;

/// <summary>One thing that was done to the run.</summary>
/// <param name="Kind">What.</param>
/// <param name="Process">To whom; null for all of them.</param>
/// <param name="From">When it began, by the machine's monotonic clock.</param>
/// <param name="Until">When its effects were over at the latest.</param>
internal sealed record Strike(StrikeKind Kind, string? Process, long From, long Until)
{
    /// <summary>Whether it may be why what was done at one time was not settled and was done again at another. A stop in order never is.</summary>
    public bool Spans(long began, long repeated) => Kind != StrikeKind.RestartConsumer && From <= repeated && Until >= began;
}

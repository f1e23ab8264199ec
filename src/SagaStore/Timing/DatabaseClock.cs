namespace Corporation.SagaStore.Timing;

/// <summary>
/// The database's clock as this process knows it: its own clock, moved by what was measured last. All processes on one database agree within half a
/// round trip plus what their clocks drift between two measurements, whatever they are set to.
/// </summary>
/// <remarks>Timers and time stamps are the system's; only the time of day is the database's.</remarks>
public sealed class DatabaseClock : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _measured = System.GetUtcNow();
    private long _measuredAt = System.GetTimestamp();

    /// <summary>Takes a reading of the database's clock.</summary>
    /// <param name="time">What the database said.</param>
    /// <param name="asked">When it was asked, as <see cref="TimeProvider.GetTimestamp"/> says.</param>
    /// <param name="answered">When the answer was there.</param>
    public void Set(DateTimeOffset time, long asked, long answered)
    {
        lock (_gate)
        {
            // Somewhere between question and answer; the middle is wrong by half of that at most.
            _measured = time + (System.GetElapsedTime(asked, answered) / 2);
            _measuredAt = answered;
        }
    }

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _measured + System.GetElapsedTime(_measuredAt);
    }
}

namespace Corporation.Factory.Heartbeats;

/// <summary>How much this machine's clock is ahead of HQ's, as the answers to heartbeats show: half of the round trip is taken for the way there (RFC 5905, section 8).</summary>
internal sealed class SkewMeter
{
    /// <summary>Null before the first answer.</summary>
    public double? SkewSeconds { get; private set; }

    /// <summary>Of the last heartbeat; null before the first answer.</summary>
    public double? RoundTripSeconds { get; private set; }

    /// <summary>Takes an answer.</summary>
    /// <param name="answeredAt">This machine's time when it came.</param>
    /// <param name="roundTrip">How long it took from the question.</param>
    /// <param name="hqTime">HQ's time in it.</param>
    public void Note(DateTimeOffset answeredAt, TimeSpan roundTrip, DateTimeOffset hqTime)
    {
        SkewSeconds = Math.Round((answeredAt - roundTrip / 2 - hqTime).TotalSeconds, 3);
        RoundTripSeconds = Math.Round(roundTrip.TotalSeconds, 6);
    }
}

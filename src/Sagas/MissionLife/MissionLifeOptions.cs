using Corporation.Contracts.Missions;

namespace Corporation.Sagas.MissionLife;

/// <summary>The times and limits of a mission's life at HQ (configuration section <c>Missions</c>).</summary>
public sealed class MissionLifeOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Missions";

    /// <summary>How long a claim holds without renewal; factories renew every third of it.</summary>
    /// <value>1 s to 1 h. Default 30 s.</value>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an offer may lie unclaimed before it is offered again.</summary>
    /// <value>1 s to 1 h. Default 30 s.</value>
    public TimeSpan OfferTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after its timeout HQ ends an attempt itself, if the factory has not.</summary>
    /// <value>1 s to 1 h. Default 30 s: longer than a factory waits for a handler that ignores its cancellation.</value>
    public TimeSpan OverrunGraceDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest back-off between two attempts; a handler's own "retry after" may be longer.</summary>
    /// <value>1 s to 1 day. Default 5 min.</value>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The largest result, in bytes of JSON; a larger one fails the mission with an error that says the limit.</summary>
    /// <value>1 KiB to 16 MiB. Default 256 KiB.</value>
    public int MaxResultBytes { get; set; } = MissionLimits.DefaultMaxPayloadBytes;

    /// <summary>How many log lines of a mission are kept, the newest.</summary>
    /// <value>10 to 100,000. Default 1,000.</value>
    public int LogLinesKept { get; set; } = 1_000;
}

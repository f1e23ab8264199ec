namespace Corporation.RedisStreams.Diagnostics;

/// <summary>The event ids of this project's log lines, 2000 to 2399: connection, receiving, sending, delay. Never reused.</summary>
internal static partial class EventIds
{
    public const int WakeUnavailable = 2001;
    public const int NotMeasured = 2002;

    public const int SendingAgain = 2201;

    public const int MoveFailed = 2301;
    public const int ScheduledDead = 2302;
    public const int ScheduledUnreadable = 2303;
}

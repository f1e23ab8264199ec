namespace Corporation.RedisStreams.Diagnostics;

/// <summary>The event ids of this project's log lines, 2000 to 2399: connection, receiving, sending, delay. Never reused.</summary>
internal static partial class EventIds
{
    public const int WakeUnavailable = 2001;
    public const int NotMeasured = 2002;
    public const int ServerDoubtful = 2003;

    public const int ReceiverStarted = 2101;
    public const int ReceiverStopped = 2102;
    public const int ReadingFailed = 2103;
    public const int QueueHealed = 2104;
    public const int SeatLost = 2105;
    public const int LeaseLost = 2106;
    public const int LeasesNotRenewed = 2107;
    public const int AcknowledgingFailed = 2108;
    public const int AcknowledgementsGivenUp = 2109;
    public const int HandlerThrew = 2110;
    public const int DeliveredTooOften = 2111;
    public const int ForeignEntry = 2112;
    public const int EntryExpired = 2113;
    public const int EntriesReclaimed = 2114;
    public const int HeldRepaired = 2115;
    public const int ConsumersReaped = 2116;
    public const int StandingBy = 2117;
    public const int BecameOwner = 2118;
    public const int OwnershipLost = 2119;
    public const int PartitionsChanged = 2120;
    public const int SettlingFailed = 2121;
    public const int EntriesNotGivenBack = 2122;
    public const int LostRepliesReturned = 2123;
    public const int StepSkipped = 2124;
    public const int SettlingDelayed = 2125;
    public const int EndpointFailed = 2126;
    public const int ReceiverPaused = 2127;
    public const int ReceiverResumed = 2128;
    public const int NotPurged = 2129;
    public const int TemporaryQueueNotRemoved = 2130;

    public const int SendingAgain = 2201;

    public const int MoveFailed = 2301;
    public const int ScheduledDead = 2302;
    public const int ScheduledUnreadable = 2303;
}

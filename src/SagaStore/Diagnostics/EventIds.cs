namespace Corporation.SagaStore.Diagnostics;

/// <summary>6000 to 6099. Never reused.</summary>
internal static class EventIds
{
    public const int StoreOpened = 6001;
    public const int StoreClosed = 6002;
    public const int CommitFailed = 6003;
    public const int StoreHealed = 6004;
    public const int ObserverFailed = 6005;
    public const int LogHeldBack = 6006;
    public const int WriterFault = 6007;
    public const int CloseFailed = 6008;
    public const int SchemaUpgraded = 6009;
    public const int CommitInDoubt = 6010;
    public const int DoubtResolved = 6011;
    public const int WaitingForServer = 6012;
    public const int ClockNotRead = 6013;
    public const int ListeningBroke = 6014;
    public const int ContributorFailed = 6015;

    public const int DuplicateSkipped = 6050;
    public const int MessageDelivered = 6051;
    public const int DeliveryFailed = 6052;
    public const int MessageParked = 6053;
    public const int MessageExpired = 6054;
    public const int DeliveryPassFailed = 6055;
    public const int BusAway = 6056;
    public const int DeliveryResumed = 6057;
    public const int OutboxListening = 6058;
    public const int OutboxListenerBroke = 6059;
    public const int OutboxNotTold = 6060;
    public const int DeliveredNotRemoved = 6061;
    public const int UpkeepFailed = 6062;
}

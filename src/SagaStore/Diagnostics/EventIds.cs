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
}

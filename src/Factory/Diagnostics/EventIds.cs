namespace Corporation.Factory.Diagnostics;

/// <summary>The event ids of this project's log lines, 4000 to 4099. Never reused.</summary>
internal static class EventIds
{
    public const int FactoryAccepted = 4000;
    public const int FactorySuperseded = 4001;
    public const int AnnouncementUnanswered = 4002;
    public const int Draining = 4003;
    public const int Drained = 4004;
    public const int DrainCancels = 4005;
    public const int DrainIncomplete = 4006;
    public const int EpochNotKept = 4007;
    public const int WithdrawalUnanswered = 4008;

    // 4010 was an offer that a stopping factory dropped; it puts it back now.
    public const int ClaimDenied = 4011;
    public const int ClaimUnanswered = 4012;
    public const int RedeliveryUnavailable = 4013;
    public const int AttemptAlreadyRuns = 4014;

    public const int AttemptStarted = 4020;
    public const int AttemptEnded = 4021;
    public const int HandlerThrew = 4022;
    public const int HandlerStopping = 4023;
    public const int HandlerAbandoned = 4024;
    public const int AbandonedHandlerEnded = 4025;
    public const int CancellationCallbackThrew = 4026;

    public const int ReportUnanswered = 4030;
    public const int ReportRefused = 4031;
    public const int ReportGivenUp = 4032;
    public const int LeasesNotRenewed = 4033;
    public const int LeaseLost = 4034;
    public const int RelayFailed = 4035;
    public const int StartNotSent = 4036;

    public const int WorkspaceNotRemoved = 4040;
    public const int WorkspacesRemoved = 4041;
    public const int WorkspaceNotMarked = 4042;
    public const int ProcessTreeKilled = 4050;
    public const int ProcessTreeSurvived = 4051;
    public const int LeftoversFound = 4052;
    public const int EnvironmentNotHidden = 4053;

    public const int JournalFound = 4060;
    public const int JournalFailed = 4061;
    public const int JournalHealed = 4062;
    public const int JournalReplaced = 4063;
    public const int JournalSlow = 4064;
    public const int JournalFull = 4065;
    public const int LeftReportAnswered = 4066;
    public const int LeftReportUnanswered = 4067;
    public const int LeftReportsUnanswered = 4068;
    public const int ReportNotKept = 4069;

    public const int HeartbeatUnanswered = 4080;
    public const int QueuesNotPaused = 4081;
    public const int OfferOfUnknownKind = 4082;
    public const int OfferPutBack = 4083;
    public const int CapabilitiesNotWritten = 4084;
    public const int StopsAsDrained = 4085;
}

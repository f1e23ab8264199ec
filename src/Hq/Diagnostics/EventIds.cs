namespace Corporation.Hq.Diagnostics;

/// <summary>Event ids of HQ's log messages, 3000 to 3099; never used for anything else again.</summary>
internal static partial class EventIds
{
    public const int OfferingFailed = 3001;
    public const int SweepFailed = 3002;
    public const int WakeFailed = 3003;
    public const int CancelNotSent = 3004;
    public const int OffersForgotten = 3005;
    public const int NewsNotSent = 3006;
    public const int NewsListenerFailed = 3007;
    public const int FleetNotRead = 3008;
    public const int NotMeasured = 3009;
    public const int MissionsRemoved = 3020;
    public const int RetentionFailed = 3021;
    public const int ErrorQueueGrew = 3022;
    public const int ErrorQueuesNotRead = 3023;
    public const int FactoryForgotten = 3024;

    public const int RequestFailed = 3050;
    public const int StoreUnavailable = 3051;
    public const int AnswerCutShort = 3052;
    public const int SchemaUnreadable = 3053;
    public const int BusUnavailable = 3054;

    public const int FleetSweepFailed = 3060;
    public const int FleetNewsNotSent = 3061;
    public const int SelfNotStored = 3062;
    public const int PlacingFailed = 3063;
    public const int JudgingFailed = 3064;
    public const int TalliesNotKept = 3065;

    public const int LegacyTurnFailed = 3080;
    public const int LegacyGroupGone = 3081;
    public const int LegacyEntryFiled = 3082;
    public const int LegacyEntryRejected = 3083;
    public const int LegacyEntryBroke = 3084;
    public const int LegacyTellingFailed = 3085;
    public const int LegacyRoundNotNoted = 3086;
    public const int LegacyAnswersNotRead = 3087;
    public const int LegacyAnswerBroke = 3088;
    public const int LegacyDelegationWaits = 3089;
}

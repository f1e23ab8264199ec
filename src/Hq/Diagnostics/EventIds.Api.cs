namespace Corporation.Hq.Diagnostics;

/// <summary>Event ids of the HTTP API: 3050 to 3099, never reused.</summary>
internal static partial class EventIds
{
    public const int RequestFailed = 3050;
    public const int StoreUnavailable = 3051;
    public const int AnswerCutShort = 3052;
    public const int SchemaUnreadable = 3053;
}

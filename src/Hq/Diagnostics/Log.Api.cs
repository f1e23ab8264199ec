namespace Corporation.Hq.Diagnostics;

internal static partial class Log
{
    [LoggerMessage(EventIds.RequestFailed, LogLevel.Error, "{Method} {Path} failed with a defect; the caller got 500 with trace id {TraceId}")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string method, string path, string traceId);

    [LoggerMessage(EventIds.StoreUnavailable, LogLevel.Warning, "{Method} {Path} was refused with 503: {Reason}")]
    public static partial void StoreUnavailable(ILogger logger, string method, string path, string reason);

    [LoggerMessage(EventIds.AnswerCutShort, LogLevel.Error, "{Method} {Path} failed after the answer had begun; the connection was cut")]
    public static partial void AnswerCutShort(ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(EventIds.SchemaUnreadable, LogLevel.Error, "The input schema of kind {MissionKind} can't be read, its missions are refused: {Reason}")]
    public static partial void SchemaUnreadable(ILogger logger, string missionKind, string reason);
}

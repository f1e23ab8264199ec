namespace Corporation.Hq.Diagnostics;

internal static partial class Log
{
    [LoggerMessage(EventIds.OfferingFailed, LogLevel.Warning,
        "Offering missions of kind {MissionKind} failed; what was marked and not sent is offered again when it lapses")]
    public static partial void OfferingFailed(ILogger logger, string missionKind, Exception exception);

    [LoggerMessage(EventIds.SweepFailed, LogLevel.Warning, "The store can't be read for what is due; the next look is in a second")]
    public static partial void SweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventIds.WakeFailed, LogLevel.Warning, "Mission {MissionId} is due and could not be woken; it stays due")]
    public static partial void WakeFailed(ILogger logger, Guid missionId, Exception exception);

    [LoggerMessage(EventIds.CancelNotSent, LogLevel.Warning,
        "Factory {FactoryId} could not be told to end mission {MissionId}; it learns of it with its next lease renewal")]
    public static partial void CancelNotSent(ILogger logger, Guid missionId, string factoryId, Exception exception);

    [LoggerMessage(EventIds.OffersForgotten, LogLevel.Information, "{Count} offers of the process before are offered anew")]
    public static partial void OffersForgotten(ILogger logger, int count);
}

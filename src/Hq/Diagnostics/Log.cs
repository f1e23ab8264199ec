namespace Corporation.Hq.Diagnostics;

internal static partial class Log
{
    [LoggerMessage(EventIds.OfferingFailed, LogLevel.Warning,
        "Offering missions of kind {MissionKind} failed; what was marked and not sent is offered again when it lapses")]
    public static partial void OfferingFailed(ILogger logger, string missionKind, Exception exception);

    [LoggerMessage(EventIds.SweepFailed, LogLevel.Warning, "Looking for what is due failed; the next look is in a second")]
    public static partial void SweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventIds.WakeFailed, LogLevel.Warning, "Mission {MissionId} is due and could not be woken; it stays due")]
    public static partial void WakeFailed(ILogger logger, Guid missionId, Exception exception);

    [LoggerMessage(EventIds.CancelNotSent, LogLevel.Warning,
        "Factory {FactoryId} could not be told to end mission {MissionId}; it learns of it with its next lease renewal")]
    public static partial void CancelNotSent(ILogger logger, Guid missionId, string factoryId, Exception exception);

    [LoggerMessage(EventIds.OffersForgotten, LogLevel.Information, "{Count} offers of the process before are offered anew")]
    public static partial void OffersForgotten(ILogger logger, int count);

    [LoggerMessage(EventIds.RequestFailed, LogLevel.Error, "{Method} {Path} failed with a defect; the caller got 500 with trace id {TraceId}")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string method, string path, string traceId);

    [LoggerMessage(EventIds.NewsNotSent, LogLevel.Warning, "{Pieces} news could not be told to the other HQs, which look for themselves: {Reason}")]
    public static partial void NewsNotSent(ILogger logger, int pieces, string reason);

    [LoggerMessage(EventIds.NewsListenerFailed, LogLevel.Error, "{Listener} threw when told what another HQ has done")]
    public static partial void NewsListenerFailed(ILogger logger, Exception exception, string listener);

    [LoggerMessage(EventIds.FleetNotRead, LogLevel.Warning, "The factories could not be read from the store, again later: {Reason}")]
    public static partial void FleetNotRead(ILogger logger, string reason);

    [LoggerMessage(EventIds.NotMeasured, LogLevel.Debug, "What there is to do could not be measured; its gauges have no values meanwhile: {Reason}")]
    public static partial void NotMeasured(ILogger logger, string reason);

    [LoggerMessage(EventIds.MissionsRemoved, LogLevel.Information, "Removed {Count} missions that had ended before {Before:O}")]
    public static partial void MissionsRemoved(ILogger logger, int count, DateTimeOffset before);

    [LoggerMessage(EventIds.FactoryForgotten, LogLevel.Information, "Factory {FactoryId} is forgotten: it has been offline since before {Before:O}")]
    public static partial void FactoryForgotten(ILogger logger, string factoryId, DateTimeOffset before);

    [LoggerMessage(EventIds.RetentionFailed, LogLevel.Warning, "Removing what is over failed; the next try is in {IntervalSeconds} s")]
    public static partial void RetentionFailed(ILogger logger, double intervalSeconds, Exception exception);

    [LoggerMessage(EventIds.ErrorQueueGrew, LogLevel.Warning, "{Count} messages that nobody could handle are in {Queue}; 'corp dlq list' shows why")]
    public static partial void ErrorQueueGrew(ILogger logger, string queue, long count);

    [LoggerMessage(EventIds.ErrorQueuesNotRead, LogLevel.Debug, "The error queues could not be counted: {Reason}")]
    public static partial void ErrorQueuesNotRead(ILogger logger, string reason);

    [LoggerMessage(EventIds.BusUnavailable, LogLevel.Warning, "{Method} {Path} was refused with 503, the bus: {Reason}")]
    public static partial void BusUnavailable(ILogger logger, string method, string path, string reason);

    [LoggerMessage(EventIds.StoreUnavailable, LogLevel.Warning, "{Method} {Path} was refused with 503: {Reason}")]
    public static partial void StoreUnavailable(ILogger logger, string method, string path, string reason);

    [LoggerMessage(EventIds.AnswerCutShort, LogLevel.Error, "{Method} {Path} failed after the answer had begun; the connection was cut")]
    public static partial void AnswerCutShort(ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(EventIds.SchemaUnreadable, LogLevel.Error, "The input schema of kind {MissionKind} can't be read, its missions are refused: {Reason}")]
    public static partial void SchemaUnreadable(ILogger logger, string missionKind, string reason);

    [LoggerMessage(EventIds.FleetSweepFailed, LogLevel.Warning, "Looking for factories that are silent failed; the next look is in a second")]
    public static partial void FleetSweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventIds.FleetNewsNotSent, LogLevel.Warning,
        "The bus could not be told that factory {FactoryId} has '{Event}' in its history: {Reason}; an order is repeated with its next heartbeat")]
    public static partial void FleetNewsNotSent(ILogger logger, string factoryId, string @event, string reason);

    [LoggerMessage(EventIds.SelfNotStored, LogLevel.Warning, "This headquarters could not list itself among the factories: {Reason}")]
    public static partial void SelfNotStored(ILogger logger, string reason);

    [LoggerMessage(EventIds.PlacingFailed, LogLevel.Warning, "Placing missions on factories failed; the next try is in a second")]
    public static partial void PlacingFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventIds.JudgingFailed, LogLevel.Warning, "Comparing the failures of factories failed; the next try is in a minute")]
    public static partial void JudgingFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventIds.TalliesNotKept, LogLevel.Debug, "How some attempts ended is not in the rates of their factories: {Reason}")]
    public static partial void TalliesNotKept(ILogger logger, string reason);

    [LoggerMessage(EventIds.LegacyTurnFailed, LogLevel.Warning, "Missions could not be taken from {Stream}; trying again, nothing is lost: {Reason}")]
    public static partial void LegacyTurnFailed(ILogger logger, string stream, string reason);

    [LoggerMessage(EventIds.LegacyGroupGone, LogLevel.Warning, "The stream {Stream} or its group {Group} is gone from the server; it is made again")]
    public static partial void LegacyGroupGone(ILogger logger, string stream, string group);

    [LoggerMessage(EventIds.LegacyEntryFiled, LogLevel.Debug, "Legacy entry {EntryId} is mission {MissionId}; new: {IsNew}")]
    public static partial void LegacyEntryFiled(ILogger logger, string entryId, Guid missionId, bool isNew);

    [LoggerMessage(EventIds.LegacyEntryRejected, LogLevel.Warning, "Legacy entry {EntryId} can't be a mission and is a dead letter now: {Reason}")]
    public static partial void LegacyEntryRejected(ILogger logger, string entryId, string reason);

    [LoggerMessage(EventIds.LegacyEntryBroke, LogLevel.Error, "Legacy entry {EntryId} could not be made a mission because of a defect; it becomes a dead letter")]
    public static partial void LegacyEntryBroke(ILogger logger, string entryId, Exception exception);

    [LoggerMessage(EventIds.LegacyAnswerBroke, LogLevel.Error, "Legacy answer {EntryId} could not be read because of a defect; its attempt has failed")]
    public static partial void LegacyAnswerBroke(ILogger logger, string entryId, Exception exception);

    [LoggerMessage(EventIds.LegacyDelegationWaits, LogLevel.Warning, "Mission {MissionId} waits for the server of the legacy workers; trying again: {Reason}")]
    public static partial void LegacyDelegationWaits(ILogger logger, Guid missionId, string reason);

    [LoggerMessage(EventIds.LegacyTellingFailed, LogLevel.Warning, "Ends of missions could not be told to the legacy results stream; trying again: {Reason}")]
    public static partial void LegacyTellingFailed(ILogger logger, string reason);

    [LoggerMessage(EventIds.LegacyRoundNotNoted, LogLevel.Error, "The new round of mission {MissionId} is not noted; its end won't be told to the legacy results stream")]
    public static partial void LegacyRoundNotNoted(ILogger logger, Guid missionId, Exception exception);

    [LoggerMessage(EventIds.LegacyAnswersNotRead, LogLevel.Warning, "Answers of legacy workers could not be read from {Stream}; trying again: {Reason}")]
    public static partial void LegacyAnswersNotRead(ILogger logger, string stream, string reason);
}

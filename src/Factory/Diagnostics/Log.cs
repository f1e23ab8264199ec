using Corporation.Contracts.Claiming;
using Corporation.Factory.Working;
using Microsoft.Extensions.Logging;

namespace Corporation.Factory.Diagnostics;

/// <summary>Everything this project logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventIds.FactoryAccepted, LogLevel.Information, "HQ knows factory {FactoryId} (epoch {Epoch}) with {Kinds} mission kinds")]
    public static partial void FactoryAccepted(ILogger logger, string factoryId, long epoch, int kinds);

    [LoggerMessage(EventIds.FactorySuperseded, LogLevel.Critical,
        "A newer process of factory {FactoryId} is at work, so this one (epoch {Epoch}) stops. "
        + "If these are two machines, give one of them another UA_FACTORY_ID")]
    public static partial void FactorySuperseded(ILogger logger, string factoryId, long epoch);

    [LoggerMessage(EventIds.AnnouncementUnanswered, LogLevel.Warning, "HQ does not answer the announcement ({Reason}); asking again in {DelayMs} ms")]
    public static partial void AnnouncementUnanswered(ILogger logger, string reason, double delayMs);

    [LoggerMessage(EventIds.Draining, LogLevel.Information, "Draining: no new missions, {Held} still held, grace {GraceSeconds} s")]
    public static partial void Draining(ILogger logger, int held, double graceSeconds);

    [LoggerMessage(EventIds.Drained, LogLevel.Information, "Drained: nothing is held any more")]
    public static partial void Drained(ILogger logger);

    [LoggerMessage(EventIds.DrainCancels, LogLevel.Warning, "The grace for draining is over; cancelling {Held} missions, which go back to HQ")]
    public static partial void DrainCancels(ILogger logger, int held);

    [LoggerMessage(EventIds.DrainIncomplete, LogLevel.Warning, "Stopping with {Held} claims not given back; HQ takes them when their leases lapse")]
    public static partial void DrainIncomplete(ILogger logger, int held);

    [LoggerMessage(EventIds.EpochNotKept, LogLevel.Warning,
        "Can't keep the epoch in {WorkspaceRoot}; should the clock be set back before the next start, HQ will refuse that process")]
    public static partial void EpochNotKept(ILogger logger, Exception exception, string workspaceRoot);

    [LoggerMessage(EventIds.WithdrawalUnanswered, LogLevel.Information, "HQ did not answer the withdrawal ({Reason}); its sweeper will notice")]
    public static partial void WithdrawalUnanswered(ILogger logger, string reason);

    [LoggerMessage(EventIds.ClaimDenied, LogLevel.Debug, "Dropped the offer of mission {MissionId} attempt {Attempt}: {Reason}")]
    public static partial void ClaimDenied(ILogger logger, Guid missionId, int attempt, ClaimDenial reason);

    [LoggerMessage(EventIds.ClaimUnanswered, LogLevel.Warning,
        "HQ does not answer the claim on mission {MissionId} ({Reason}); the offer comes back in {DelayMs} ms, no attempt is spent")]
    public static partial void ClaimUnanswered(ILogger logger, Guid missionId, string reason, double delayMs);

    [LoggerMessage(EventIds.RedeliveryUnavailable, LogLevel.Warning, "Can't delay the offer of mission {MissionId}; HQ will offer it again")]
    public static partial void RedeliveryUnavailable(ILogger logger, Exception exception, Guid missionId);

    [LoggerMessage(EventIds.AttemptAlreadyRuns, LogLevel.Debug, "Dropped a second offer of mission {MissionId}: the attempt already runs here")]
    public static partial void AttemptAlreadyRuns(ILogger logger, Guid missionId);

    [LoggerMessage(EventIds.AttemptStarted, LogLevel.Debug, "Mission {MissionId} ({MissionKind}) attempt {Attempt} begins")]
    public static partial void AttemptStarted(ILogger logger, Guid missionId, string missionKind, int attempt);

    [LoggerMessage(EventIds.AttemptEnded, LogLevel.Debug, "Mission {MissionId} ({MissionKind}) attempt {Attempt} ended: {Ending}")]
    public static partial void AttemptEnded(ILogger logger, Guid missionId, string missionKind, int attempt, string ending);

    [LoggerMessage(EventIds.HandlerThrew, LogLevel.Warning, "The handler of mission {MissionId} ({MissionKind}) attempt {Attempt} threw")]
    public static partial void HandlerThrew(ILogger logger, Exception exception, Guid missionId, string missionKind, int attempt);

    [LoggerMessage(EventIds.HandlerStopping, LogLevel.Information, "Stopping the handler of mission {MissionId} ({MissionKind}): {Reason}")]
    public static partial void HandlerStopping(ILogger logger, Guid missionId, string missionKind, StopReason reason);

    [LoggerMessage(EventIds.HandlerAbandoned, LogLevel.Warning,
        "The handler of mission {MissionId} ({MissionKind}) ignores its cancellation ({Reason}); its attempt is reported without it, "
        + "and its slot stays taken until it ends")]
    public static partial void HandlerAbandoned(ILogger logger, Guid missionId, string missionKind, StopReason reason);

    [LoggerMessage(EventIds.AbandonedHandlerEnded, LogLevel.Warning, "The abandoned handler of mission {MissionId} ({MissionKind}) has ended at last")]
    public static partial void AbandonedHandlerEnded(ILogger logger, Guid missionId, string missionKind);

    [LoggerMessage(EventIds.CancellationCallbackThrew, LogLevel.Warning, "Something that mission {MissionId} hung on its token threw")]
    public static partial void CancellationCallbackThrew(ILogger logger, Exception exception, Guid missionId);

    [LoggerMessage(EventIds.ReportUnanswered, LogLevel.Warning,
        "HQ does not answer the report of mission {MissionId} ({Reason}); repeating it in {DelayMs} ms")]
    public static partial void ReportUnanswered(ILogger logger, Guid missionId, string reason, double delayMs);

    [LoggerMessage(EventIds.ReportRefused, LogLevel.Warning, "HQ refused the report of mission {MissionId} attempt {Attempt}: {Reason}")]
    public static partial void ReportRefused(ILogger logger, Guid missionId, int attempt, ClaimDenial reason);

    [LoggerMessage(EventIds.ReportGivenUp, LogLevel.Warning, "The report of mission {MissionId} attempt {Attempt} was not answered before the end: {Reason}")]
    public static partial void ReportGivenUp(ILogger logger, Guid missionId, int attempt, string reason);

    [LoggerMessage(EventIds.LeasesNotRenewed, LogLevel.Warning, "HQ does not answer the renewal of {Held} leases ({Reason}); the handlers go on")]
    public static partial void LeasesNotRenewed(ILogger logger, int held, string reason);

    [LoggerMessage(EventIds.LeaseLost, LogLevel.Warning, "The claim on mission {MissionId} attempt {Attempt} is no longer ours: {Reason}")]
    public static partial void LeaseLost(ILogger logger, Guid missionId, int attempt, ClaimDenial reason);

    [LoggerMessage(EventIds.RelayFailed, LogLevel.Debug, "Can't send log lines or progress of mission {MissionId} now ({Reason})")]
    public static partial void RelayFailed(ILogger logger, Guid missionId, string reason);

    [LoggerMessage(EventIds.StartNotSent, LogLevel.Debug, "Can't tell HQ that mission {MissionId} has started ({Reason}); the result will say it")]
    public static partial void StartNotSent(ILogger logger, Guid missionId, string reason);

    [LoggerMessage(EventIds.WorkspaceNotRemoved, LogLevel.Warning, "Can't remove the old workspace {Workspace}; trying again later")]
    public static partial void WorkspaceNotRemoved(ILogger logger, Exception exception, string workspace);

    [LoggerMessage(EventIds.WorkspacesRemoved, LogLevel.Information, "Removed {Count} old workspaces")]
    public static partial void WorkspacesRemoved(ILogger logger, int count);

    [LoggerMessage(EventIds.WorkspaceNotMarked, LogLevel.Warning, "Can't write down how the attempt in workspace {Workspace} ended")]
    public static partial void WorkspaceNotMarked(ILogger logger, Exception exception, string workspace);

    [LoggerMessage(EventIds.ProcessTreeKilled, LogLevel.Debug, "Ended {Count} processes that {Command} had left behind")]
    public static partial void ProcessTreeKilled(ILogger logger, int count, string command);

    [LoggerMessage(EventIds.ProcessTreeSurvived, LogLevel.Error, "{Count} processes that {Command} had started can't be ended; look for them by hand")]
    public static partial void ProcessTreeSurvived(ILogger logger, int count, string command);

    [LoggerMessage(EventIds.LeftoversFound, LogLevel.Warning, "{Count} processes of missions outlived the factory process before this one; they are killed now")]
    public static partial void LeftoversFound(ILogger logger, int count);

    [LoggerMessage(EventIds.EnvironmentNotHidden, LogLevel.Warning, "The factory's environment can't be hidden from the programs of missions (errno {ErrorNumber})")]
    public static partial void EnvironmentNotHidden(ILogger logger, int errorNumber);

    [LoggerMessage(EventIds.JournalFound, LogLevel.Information, "The journal has {Reports} unsent reports and {Interrupted} interrupted attempts of earlier processes")]
    public static partial void JournalFound(ILogger logger, int reports, int interrupted);

    [LoggerMessage(EventIds.JournalFailed, LogLevel.Error,
        "The journal {Path} can't be written: {Reason}. The factory works on; what it has not yet reported would be lost with this process")]
    public static partial void JournalFailed(ILogger logger, Exception exception, string path, string reason);

    [LoggerMessage(EventIds.JournalHealed, LogLevel.Information, "The journal {Path} is written again, with all that had to wait")]
    public static partial void JournalHealed(ILogger logger, string path);

    [LoggerMessage(EventIds.JournalReplaced, LogLevel.Error,
        "The journal {Path} is of no use and was moved to {Aside}; a new one is begun. HQ offers again what only the old one knew")]
    public static partial void JournalReplaced(ILogger logger, Exception exception, string path, string aside);

    [LoggerMessage(EventIds.JournalSlow, LogLevel.Error,
        "The journal did not take mission {MissionId} within {PatienceSeconds} s; nothing waits for it until it answers")]
    public static partial void JournalSlow(ILogger logger, Guid missionId, double patienceSeconds);

    [LoggerMessage(EventIds.JournalFull, LogLevel.Error,
        "The journal has {MaxEntries} entries that HQ has not answered and takes no more; mission {MissionId} goes on without")]
    public static partial void JournalFull(ILogger logger, int maxEntries, Guid missionId);

    [LoggerMessage(EventIds.LeftReportAnswered, LogLevel.Information,
        "Told HQ of mission {MissionId} attempt {Attempt} of an earlier process ({Report}): {Answer}")]
    public static partial void LeftReportAnswered(ILogger logger, Guid missionId, int attempt, string report, string answer);

    [LoggerMessage(EventIds.LeftReportUnanswered, LogLevel.Debug, "HQ does not answer the report of mission {MissionId} of an earlier process ({Reason})")]
    public static partial void LeftReportUnanswered(ILogger logger, Guid missionId, string reason);

    [LoggerMessage(EventIds.LeftReportsUnanswered, LogLevel.Warning,
        "HQ has not answered {Unanswered} of {Sent} reports of earlier processes; repeating them in {DelayMs} ms")]
    public static partial void LeftReportsUnanswered(ILogger logger, int unanswered, int sent, double delayMs);

    [LoggerMessage(EventIds.ReportNotKept, LogLevel.Warning, "The report of mission {MissionId} can't be written into the journal; HQ is told all the same")]
    public static partial void ReportNotKept(ILogger logger, Exception exception, Guid missionId);

    [LoggerMessage(EventIds.HeartbeatUnanswered, LogLevel.Warning, "HQ has not heard the heartbeat ({Reason}), {Failures} in a row; missions go on")]
    public static partial void HeartbeatUnanswered(ILogger logger, string reason, int failures);

    [LoggerMessage(EventIds.QueuesNotPaused, LogLevel.Warning, "The queues of the kinds can't be paused or resumed now ({Reason}); offers that come are put back")]
    public static partial void QueuesNotPaused(ILogger logger, string reason);

    [LoggerMessage(EventIds.OfferOfUnknownKind, LogLevel.Warning, "Mission {MissionId} was placed here, but this process runs no {MissionKind}; HQ will place it elsewhere")]
    public static partial void OfferOfUnknownKind(ILogger logger, Guid missionId, string missionKind);

    [LoggerMessage(EventIds.OfferPutBack, LogLevel.Debug, "Put the offer of mission {MissionId} back: {Reason}; it comes again in {DelayMs} ms, perhaps to another factory")]
    public static partial void OfferPutBack(ILogger logger, Guid missionId, string reason, double delayMs);

    [LoggerMessage(EventIds.CapabilitiesNotWritten, LogLevel.Warning, "The file {Path} could not be written: {Reason}; the factory works without it")]
    public static partial void CapabilitiesNotWritten(ILogger logger, string path, string reason);

    [LoggerMessage(EventIds.StopsAsDrained, LogLevel.Information, "HQ has confirmed that nothing is left on factory {FactoryId}: the process stops (Factory:StopsWhenDrained)")]
    public static partial void StopsAsDrained(ILogger logger, string factoryId);
}

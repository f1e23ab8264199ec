using Microsoft.Extensions.Logging;

namespace Corporation.SagaStore.Diagnostics;

internal static partial class Log
{
    [LoggerMessage(EventIds.StoreOpened, LogLevel.Information, "Opened the store {File}")]
    public static partial void StoreOpened(ILogger logger, string file);

    [LoggerMessage(EventIds.StoreClosed, LogLevel.Information, "Closed the store {File} after {Commits} commits of {Units} units")]
    public static partial void StoreClosed(ILogger logger, string file, long commits, long units);

    [LoggerMessage(EventIds.CommitFailed, LogLevel.Error, "The store {File} could not commit {Units} units; nothing of them was stored, their senders were told")]
    public static partial void CommitFailed(ILogger logger, Exception exception, string file, int units);

    [LoggerMessage(EventIds.StoreHealed, LogLevel.Information, "The store {File} commits again")]
    public static partial void StoreHealed(ILogger logger, string file);

    [LoggerMessage(EventIds.ObserverFailed, LogLevel.Error, "{Observer} threw when told of a commit; the commit stands")]
    public static partial void ObserverFailed(ILogger logger, Exception exception, string observer);

    [LoggerMessage(EventIds.ContributorFailed, LogLevel.Error, "{Contributor} threw when asked what to add to a transaction; it is committed without that")]
    public static partial void ContributorFailed(ILogger logger, Exception exception, string contributor);

    [LoggerMessage(EventIds.LogHeldBack, LogLevel.Warning, "The write-ahead log of {File} has grown to {LogBytes} bytes: a long read keeps it from being emptied")]
    public static partial void LogHeldBack(ILogger logger, string file, long logBytes);

    [LoggerMessage(EventIds.WriterFault, LogLevel.Critical, "The writer of {File} met an unexpected failure; {Units} units were refused and it goes on")]
    public static partial void WriterFault(ILogger logger, Exception exception, string file, int units);

    [LoggerMessage(EventIds.CloseFailed, LogLevel.Warning, "The write-ahead log of {File} could not be emptied at the stop; the next start does it")]
    public static partial void CloseFailed(ILogger logger, Exception? exception, string file);

    [LoggerMessage(EventIds.CommitInDoubt, LogLevel.Warning,
        "The connection to {Store} broke while {Units} units were committed; asking the server what became of it")]
    public static partial void CommitInDoubt(ILogger logger, Exception exception, string store, int units);

    [LoggerMessage(EventIds.DoubtResolved, LogLevel.Information, "The commit to {Store} that was in doubt succeeded: {WasCommitted}")]
    public static partial void DoubtResolved(ILogger logger, string store, bool wasCommitted);

    [LoggerMessage(EventIds.WaitingForServer, LogLevel.Warning, "The store {Store} can't be reached yet, trying again for {LeftSeconds} s: {Reason}")]
    public static partial void WaitingForServer(ILogger logger, string store, double leftSeconds, string reason);

    [LoggerMessage(EventIds.ClockNotRead, LogLevel.Debug, "The database's clock could not be read, this process's own goes on: {Reason}")]
    public static partial void ClockNotRead(ILogger logger, string reason);

    [LoggerMessage(EventIds.ListeningBroke, LogLevel.Warning, "Listening on channel {Channel} broke off, again in {PauseMs} ms: {Reason}")]
    public static partial void ListeningBroke(ILogger logger, string channel, double pauseMs, string reason);

    [LoggerMessage(EventIds.SchemaUpgraded, LogLevel.Information, "Upgraded the schema of {File} by {Migrations} migrations")]
    public static partial void SchemaUpgraded(ILogger logger, string file, int migrations);
}

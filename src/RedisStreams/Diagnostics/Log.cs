using Microsoft.Extensions.Logging;

namespace Corporation.RedisStreams.Diagnostics;

/// <summary>Every line that this project logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventIds.WakeUnavailable, LogLevel.Warning,
        "The wake channel {Channel} can't be used; what waits for it looks every {PollMs} ms instead. Allow the user the channel to be faster: {Reason}")]
    public static partial void WakeUnavailable(ILogger logger, string channel, long pollMs, string reason);

    [LoggerMessage(EventIds.NotMeasured, LogLevel.Debug, "The queues could not be measured: {Reason}")]
    public static partial void NotMeasured(ILogger logger, string reason);

    [LoggerMessage(EventIds.ServerDoubtful, LogLevel.Warning, "{Server}: {Warning}")]
    public static partial void ServerDoubtful(ILogger logger, string server, string warning);

    [LoggerMessage(EventIds.SendingAgain, LogLevel.Debug, "Sending the message to {Destination} again: {Reason}")]
    public static partial void SendingAgain(ILogger logger, string destination, string reason);

    [LoggerMessage(EventIds.MoveFailed, LogLevel.Warning, "Scheduled messages could not be moved; trying again in {DelayMs} ms: {Reason}")]
    public static partial void MoveFailed(ILogger logger, long delayMs, string reason);

    [LoggerMessage(EventIds.ScheduledDead, LogLevel.Error,
        "{Count} scheduled messages could not be delivered and are in the queue scheduled_error; their header MT-Reason says why")]
    public static partial void ScheduledDead(ILogger logger, long count);

    [LoggerMessage(EventIds.ScheduledUnreadable, LogLevel.Error, "{Count} scheduled messages were due but their content was gone or unreadable")]
    public static partial void ScheduledUnreadable(ILogger logger, long count);
}

using Corporation.Contracts.Http;

namespace Corporation.Hq.ErrorQueues;

/// <summary>Which messages of error queues; every part that is given must hold.</summary>
internal sealed record DeadMessageFilter
{
    public string? Queue { get; init; }

    /// <summary>By their places.</summary>
    public IReadOnlySet<string>? Ids { get; init; }

    public string? Text { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether anything in the queue can be chosen.</summary>
    public bool Covers(string queue) =>
        (Queue is null || Queue == queue) && (Ids is null || Ids.Any(id => id.StartsWith(queue + "/", StringComparison.Ordinal)));

    public bool Matches(DeadMessageView message) =>
        (Ids is null || Ids.Contains(message.Id))
        && (Since is null || message.DiedAt >= Since)
        && (Until is null || message.DiedAt < Until)
        && (Text is null || new[] { message.Reason, message.ErrorType, message.Error, message.MessageType, message.MessageId, message.JobId?.ToString(), message.MissionKind }
            .Any(text => text?.Contains(Text, StringComparison.OrdinalIgnoreCase) == true));
}

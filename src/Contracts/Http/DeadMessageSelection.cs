namespace Corporation.Contracts.Http;

/// <summary>
/// Body of <c>POST /api/v1/dead-letters/messages/requeue</c> and <c>…/discard</c>. Without <see cref="ConfirmCount"/> nothing happens but a
/// count; with it, the command runs if the count is still the same.
/// </summary>
public sealed record DeadMessageSelection
{
    /// <summary>Only this error queue.</summary>
    public string? Queue { get; init; }

    /// <summary>Only these, by the ids that the list gives; at most 1,000.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Only those with this text in reason, error, message type or id, whatever its case.</summary>
    public string? Text { get; init; }

    /// <summary>Only those that died at or after this time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only those that died before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>For a requeue: the queue to send them to, in place of the one in which each failed.</summary>
    public string? TargetQueue { get; init; }

    /// <summary>The count that the caller has seen and means.</summary>
    public int? ConfirmCount { get; init; }
}

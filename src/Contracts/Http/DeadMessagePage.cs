namespace Corporation.Contracts.Http;

/// <summary>Answer to <c>GET /api/v1/dead-letters/messages</c>.</summary>
/// <param name="BusHasErrorQueues">False when HQ's bus keeps none that can be looked into: then both lists are empty.</param>
/// <param name="Queues">Every error queue with a message in it.</param>
/// <param name="Messages">Their messages, by queue, the oldest first; at most as many as were asked for.</param>
public sealed record DeadMessagePage(bool BusHasErrorQueues, IReadOnlyList<ErrorQueueView> Queues, IReadOnlyList<DeadMessageView> Messages);

/// <summary>How much is in an error queue.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Messages">How many.</param>
/// <param name="TargetQueue">The queue whose consumers failed; null when nothing tells.</param>
/// <param name="OldestAgeSeconds">Since the oldest came.</param>
public sealed record ErrorQueueView(string Queue, long Messages, string? TargetQueue = null, double? OldestAgeSeconds = null);

using Corporation.Contracts.Http;

namespace Corporation.Client;

/// <summary>Talks to one HQ. Safe for concurrent use; one per HQ and process.</summary>
/// <remarks>
/// Every call throws <see cref="HqProblemException"/> when HQ says no, and <see cref="HqUnreachableException"/> when there is no answer.
/// </remarks>
public interface IMissionClient
{
    /// <summary>Submits one mission.</summary>
    /// <returns>The mission, and whether this call created it (false: its idempotency key was known).</returns>
    Task<SubmittedMission> SubmitAsync(MissionSubmission submission, CancellationToken cancellationToken);

    /// <summary>Submits up to 1,000 missions in one transaction: all or none.</summary>
    Task<MissionBatchAccepted> SubmitBatchAsync(MissionBatch batch, CancellationToken cancellationToken);

    /// <summary>Gets a mission with payload, result and usage.</summary>
    /// <param name="jobId">The mission.</param>
    /// <param name="wait">How long to wait for its end, at most 60 s; null or zero answers at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<MissionView> GetAsync(Guid jobId, TimeSpan? wait, CancellationToken cancellationToken);

    /// <summary>Lists missions, newest first.</summary>
    Task<MissionPage> ListAsync(MissionQuery query, CancellationToken cancellationToken);

    /// <summary>Counts missions by state.</summary>
    Task<MissionCounts> CountAsync(CancellationToken cancellationToken);

    /// <summary>Gets the events of a mission after a sequence, oldest first.</summary>
    Task<MissionTimeline> GetTimelineAsync(Guid jobId, long after, CancellationToken cancellationToken);

    /// <summary>Follows the events of a mission live, beginning after a sequence; ends after the mission's terminal event.</summary>
    IAsyncEnumerable<MissionEventView> WatchAsync(Guid jobId, long after, CancellationToken cancellationToken);

    /// <summary>Follows the events of all missions live. Reconnects by itself and misses none.</summary>
    /// <param name="after">Begin after this position; null begins with what happens from now on.</param>
    /// <param name="cancellationToken">Stops.</param>
    IAsyncEnumerable<MissionEventView> WatchAllAsync(long? after, CancellationToken cancellationToken);

    /// <summary>Gets the stored tail of a mission's log.</summary>
    Task<MissionLog> GetLogAsync(Guid jobId, int tail, CancellationToken cancellationToken);

    /// <summary>Follows a mission's log live, beginning after a position; ends when the mission has ended and all is read.</summary>
    IAsyncEnumerable<LogLineView> FollowLogAsync(Guid jobId, long after, CancellationToken cancellationToken);

    /// <summary>Cancels a mission: at once while it waits; a running handler is asked to end.</summary>
    Task<MissionView> CancelAsync(Guid jobId, string? reason, CancellationToken cancellationToken);

    /// <summary>Starts a new round for a dead letter.</summary>
    Task<MissionView> RequeueAsync(Guid jobId, string? reason, CancellationToken cancellationToken);

    /// <summary>Marks a dead letter as done with.</summary>
    Task<MissionView> DiscardAsync(Guid jobId, string? reason, CancellationToken cancellationToken);

    /// <summary>Counts, or with a confirmed count requeues, the dead letters of a selection.</summary>
    Task<DeadLetterOutcome> RequeueDeadLettersAsync(DeadLetterSelection selection, CancellationToken cancellationToken);

    /// <summary>Counts, or with a confirmed count discards, the dead letters of a selection.</summary>
    Task<DeadLetterOutcome> DiscardDeadLettersAsync(DeadLetterSelection selection, CancellationToken cancellationToken);

    /// <summary>Lists messages that nobody could handle, in the bus' error queues.</summary>
    Task<DeadMessagePage> ListDeadMessagesAsync(DeadMessageQuery query, CancellationToken cancellationToken);

    /// <summary>Gets one of them with its headers and body.</summary>
    /// <param name="id">As the list gives it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<DeadMessageView> GetDeadMessageAsync(string id, CancellationToken cancellationToken);

    /// <summary>Counts, or with a confirmed count sends back, messages of error queues.</summary>
    Task<DeadLetterOutcome> RequeueDeadMessagesAsync(DeadMessageSelection selection, CancellationToken cancellationToken);

    /// <summary>Counts, or with a confirmed count removes, messages of error queues.</summary>
    Task<DeadLetterOutcome> DiscardDeadMessagesAsync(DeadMessageSelection selection, CancellationToken cancellationToken);

    /// <summary>Lists the kinds that the fleet can run, with their schemas.</summary>
    Task<KindList> ListKindsAsync(CancellationToken cancellationToken);

    /// <summary>Lets HQ check the next missions against what it promises of each.</summary>
    /// <param name="after">Where the page before ended; null begins.</param>
    /// <param name="grace">How long something may be overdue, at most a day.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<InvariantPage> CheckInvariantsAsync(Guid? after, TimeSpan grace, CancellationToken cancellationToken);
}

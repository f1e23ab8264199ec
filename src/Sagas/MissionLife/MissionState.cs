using System.Text.Json;
using System.Text.Json.Nodes;
using Corporation.Contracts.Missions;
using Corporation.SagaStore.Repository;
using MassTransit;

namespace Corporation.Sagas.MissionLife;

/// <summary>All that HQ knows of a mission but its payload, result, events and log, which are rows of their own.</summary>
/// <remarks>Times are HQ's: of the database, which on a standalone node is the process's own clock.</remarks>
public sealed class MissionState : SagaStateMachineInstance, IAppendsRows
{
    private readonly List<object> _appended = [];

    /// <summary>The mission's id (<c>job_id</c> on the wire): a UUID version 7, so ids sort by submit time.</summary>
    public Guid CorrelationId { get; set; }

    /// <summary>Optimistic concurrency: one more with each stored change.</summary>
    public long Version { get; set; }

    /// <summary>The name of the <see cref="MissionLifeState"/>.</summary>
    public string CurrentState { get; set; } = "";

    /// <summary>The kind, aliases resolved.</summary>
    public string MissionKind { get; set; } = "";

    /// <summary>What it is about, in words.</summary>
    public string Task { get; set; } = "";

    /// <summary>The submitter's key; unique.</summary>
    public string? IdempotencyKey { get; set; }

    /// <summary>0 to 100, higher first.</summary>
    public int Priority { get; set; }

    /// <summary>How long one attempt may run, in seconds.</summary>
    public double TimeoutSeconds { get; set; }

    /// <summary>Further attempts allowed in each round.</summary>
    public int MaxRetries { get; set; }

    /// <summary>Back-off before the first retry, in seconds.</summary>
    public double RetryDelaySeconds { get; set; }

    /// <summary>Attempts granted so far; only grows.</summary>
    public int Attempt { get; set; }

    /// <summary>Retries spent in this round.</summary>
    public int RetriesUsed { get; set; }

    /// <summary>1, and one more with each requeue.</summary>
    public int Round { get; set; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When anything last happened.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Not before this time.</summary>
    public DateTimeOffset? StartAt { get; set; }

    /// <summary>Expires at this time.</summary>
    public DateTimeOffset? DeadlineAt { get; set; }

    /// <summary>When it last joined the queue: the order within a priority.</summary>
    public DateTimeOffset? QueuedAt { get; set; }

    /// <summary>When the current offer was put on the bus; null while there is none.</summary>
    public DateTimeOffset? OfferedAt { get; set; }

    /// <summary>What the mission asks of a factory, as JSON (<see cref="MissionRouting"/>); null when any with its kind will do.</summary>
    public string? Routing { get; set; }

    /// <summary>Digests of the input schemas that its payload is known to fit, with spaces between them; null when none was checked.</summary>
    public string? FittingSchemas { get; set; }

    /// <summary>The factory that HQ chose for it and offered it to; null while there is none, or when all with its kind may take it.</summary>
    public string? PlacedFactoryId { get; set; }

    /// <summary>When the next attempt is due, while retrying.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>The fencing token of the current attempt; null while nobody holds the claim.</summary>
    public Guid? ClaimToken { get; set; }

    /// <summary>The token of the last report that was recorded, so that a repeated one is recognised as such.</summary>
    public Guid? LastReportedToken { get; set; }

    /// <summary>The factory of the current or last attempt.</summary>
    public string? FactoryId { get; set; }

    /// <summary>The boot identity of the process that holds the claim.</summary>
    public long? FactoryEpoch { get; set; }

    /// <summary>When the claim ends unless renewed.</summary>
    public DateTimeOffset? LeaseExpiresAt { get; set; }

    /// <summary>When HQ ends the attempt itself, if the factory has not done so.</summary>
    public DateTimeOffset? AttemptEndsAt { get; set; }

    /// <summary>When the handler of the current or last attempt began.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>When somebody asked to cancel the running attempt.</summary>
    public DateTimeOffset? CancelRequestedAt { get; set; }

    /// <summary>Who asked, and why.</summary>
    public string? CancelReason { get; set; }

    /// <summary>The next time at which HQ must look at the mission by itself; the sweeper's index.</summary>
    public DateTimeOffset? WakeAt { get; set; }

    /// <summary>0 to 100 of the current or last attempt.</summary>
    public double? ProgressPercent { get; set; }

    /// <summary>What the attempt is doing.</summary>
    public string? ProgressMessage { get; set; }

    /// <summary>Why the last attempt failed: the word.</summary>
    public string? ErrorType { get; set; }

    /// <summary>Why the last attempt failed: the text.</summary>
    public string? ErrorMessage { get; set; }

    /// <summary>When the dead letter was discarded.</summary>
    public DateTimeOffset? DiscardedAt { get; set; }

    /// <summary>The sequence of the newest event.</summary>
    public long LastSequence { get; set; }

    /// <summary>The state as the wire knows it.</summary>
    public MissionLifeState LifeState => Enum.Parse<MissionLifeState>(CurrentState);

    /// <summary>Whether the payload is known to fit an input schema.</summary>
    /// <param name="schema">Its digest.</param>
    public bool Fits(string schema) => FittingSchemas?.Contains(schema, StringComparison.Ordinal) is true;

    /// <inheritdoc />
    public IReadOnlyList<object> TakeAppendedRows()
    {
        object[] rows = [.. _appended];
        _appended.Clear();
        return rows;
    }

    /// <summary>Notes that the payload fits an input schema.</summary>
    internal void NoteFitting(string schema) => FittingSchemas = FittingSchemas is { } others ? $"{others} {schema}" : schema;

    /// <summary>Adds a row to be stored together with this change.</summary>
    internal void Append(object row) => _appended.Add(row);

    /// <summary>Adds a row to the timeline, to be stored together with this change.</summary>
    internal MissionEvent Record(string what, string actor, DateTimeOffset now, JsonObject? details = null)
    {
        LastSequence++;
        UpdatedAt = now;
        var happened = new MissionEvent
        {
            MissionId = CorrelationId,
            Sequence = LastSequence,
            OccurredAt = now,
            Event = what,
            Actor = actor,
            Attempt = Attempt,
            Details = details?.ToJsonString(JsonSerializerOptions.Web),
            MissionKind = MissionKind,
            FactoryId = FactoryId,
            ClaimToken = ClaimToken,
            IsRouted = Routing is not null,
            StartedSince = StartedAt,
        };
        _appended.Add(happened);
        return happened;
    }
}

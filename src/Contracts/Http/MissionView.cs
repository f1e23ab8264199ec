using System.Text.Json;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;

namespace Corporation.Contracts.Http;

/// <summary>A mission as the API shows it. Lists leave out <see cref="Routing"/>, <see cref="Payload"/>, <see cref="Result"/> and <see cref="Usage"/>.</summary>
public sealed record MissionView
{
    /// <summary>The mission's id.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The kind (aliases are resolved).</summary>
    public required string MissionKind { get; init; }

    /// <summary>Where it stands.</summary>
    public required MissionLifeState State { get; init; }

    /// <summary><c>SUCCESS</c> or <c>FAILED</c> once it has ended, else absent.</summary>
    public string? Status { get; init; }

    /// <summary>What it is about, in words.</summary>
    public required string Task { get; init; }

    /// <summary>The submitter's key.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>0 to 100, higher first.</summary>
    public required int Priority { get; init; }

    /// <summary>How long one attempt may run.</summary>
    public required double TimeoutSeconds { get; init; }

    /// <summary>Further attempts allowed in each round.</summary>
    public required int MaxRetries { get; init; }

    /// <summary>Attempts granted so far; only grows.</summary>
    public required int Attempt { get; init; }

    /// <summary>Retries spent in this round.</summary>
    public required int RetriesUsed { get; init; }

    /// <summary>1, and one more with each requeue.</summary>
    public required int Round { get; init; }

    /// <summary>The factory of the current or last attempt.</summary>
    public string? FactoryId { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When anything last happened to it.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Not before this time.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Expires at this time.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>When the next attempt is due, while retrying.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>When the handler of the current or last attempt began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When somebody asked to cancel the running attempt.</summary>
    public DateTimeOffset? CancelRequestedAt { get; init; }

    /// <summary>When somebody discarded the dead letter.</summary>
    public DateTimeOffset? DiscardedAt { get; init; }

    /// <summary>The newest progress of the current or last attempt.</summary>
    public ProgressView? Progress { get; init; }

    /// <summary>Why the last attempt failed, or the mission ended.</summary>
    public MissionError? Error { get; init; }

    /// <summary>What it asks of the factory that runs it; absent when any will do. Detail only.</summary>
    public RoutingView? Routing { get; init; }

    /// <summary>What was submitted. Detail only.</summary>
    public MissionPayload? Payload { get; init; }

    /// <summary>The recorded result. Detail only.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>What all attempts consumed. Detail only.</summary>
    public IReadOnlyList<UsageEntry>? Usage { get; init; }
}

/// <summary>How far an attempt is.</summary>
/// <param name="Percent">0 to 100, or absent when the handler can't tell.</param>
/// <param name="Message">What it is doing.</param>
public sealed record ProgressView(double? Percent = null, string? Message = null);

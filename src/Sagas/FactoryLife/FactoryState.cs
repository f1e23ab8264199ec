using Corporation.Contracts.Fleet;
using Corporation.SagaStore.Repository;
using MassTransit;

namespace Corporation.Sagas.FactoryLife;

/// <summary>All that HQ knows of a factory but its kinds and its history, which are rows of their own.</summary>
/// <remarks>Times are HQ's: of the database, which on a standalone node is the process's own clock.</remarks>
public sealed class FactoryState : SagaStateMachineInstance, IAppendsRows
{
    private readonly List<object> _appended = [];

    /// <summary><see cref="FactoryKey.Of"/> its name.</summary>
    public Guid CorrelationId { get; set; }

    /// <summary>Optimistic concurrency: one more with each stored change.</summary>
    public long Version { get; set; }

    /// <summary>The name of the <see cref="FactoryPresence"/>.</summary>
    public string CurrentState { get; set; } = "";

    /// <summary>The factory's name.</summary>
    public string FactoryId { get; set; } = "";

    /// <summary>The boot identity of its newest process; 0 when it registered over HTTP, where there is none.</summary>
    public long Epoch { get; set; }

    /// <summary>The newest heartbeat of that process.</summary>
    public long Sequence { get; set; }

    /// <summary>Its <c>FACTORY_ROLE</c>.</summary>
    public string Role { get; set; } = "";

    /// <summary>Its <c>UA_DEPLOYMENT_PROFILE</c>.</summary>
    public string DeploymentProfile { get; set; } = "";

    /// <summary>How HQ learned of it: one of <see cref="FactorySources"/>.</summary>
    public string Source { get; set; } = "";

    /// <summary>The version of its software.</summary>
    public string SoftwareVersion { get; set; } = "";

    /// <summary>The commit of its software.</summary>
    public string? SoftwareCommit { get; set; }

    /// <summary>When HQ first heard it.</summary>
    public DateTimeOffset FirstSeenAt { get; set; }

    /// <summary>When HQ last heard it.</summary>
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>When anything about it was last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it said that it stops; null while it runs.</summary>
    public DateTimeOffset? StoppedAt { get; set; }

    /// <summary>How often it means to beat, in seconds.</summary>
    public double IntervalSeconds { get; set; }

    /// <summary>The name of the <see cref="FactoryMode"/> that it is told.</summary>
    public string Mode { get; set; } = nameof(FactoryMode.Active);

    /// <summary>Why.</summary>
    public string? ModeReason { get; set; }

    /// <summary>Who told it.</summary>
    public string? ModeActor { get; set; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? ModeSince { get; set; }

    /// <summary>Grows with each change of the mode, and is never lower than the time of the change in Unix microseconds: so what HQ says counts for a factory that HQ has forgotten meanwhile.</summary>
    public long Revision { get; set; }

    /// <summary>The <see cref="Mode"/> that comes back when the present order ends by itself: paused or quarantined; null for active.</summary>
    public string? ModeBefore { get; set; }

    /// <summary>Why that was.</summary>
    public string? ModeBeforeReason { get; set; }

    /// <summary>The mode that the factory itself says it has, by its name; null when it never said.</summary>
    public string? ObeyedMode { get; set; }

    /// <summary>Until when the factory must have obeyed; then the order is taken back. Null: it holds until another one.</summary>
    public DateTimeOffset? OrderExpiresAt { get; set; }

    /// <summary>Until when it may finish what it runs, while draining.</summary>
    public DateTimeOffset? DrainUntil { get; set; }

    /// <summary>Since when nothing is left on it, while draining.</summary>
    public DateTimeOffset? DrainedAt { get; set; }

    /// <summary>Why it can't work although it beats; null when it can.</summary>
    public string? DegradedReason { get; set; }

    /// <summary>Heartbeats in a row that had not heard the probe sent after the one before.</summary>
    public int ProbesMissed { get; set; }

    /// <summary>The last probe that was sent to it; null before the first.</summary>
    public long? ProbeSent { get; set; }

    /// <summary>The mission that is to show whether it can leave its quarantine.</summary>
    public Guid? CanaryMissionId { get; set; }

    /// <summary>When the next canary is due.</summary>
    public DateTimeOffset? CanaryAt { get; set; }

    /// <summary>Its labels, a JSON object of strings.</summary>
    public string Labels { get; set; } = "{}";

    /// <summary>Most attempts at a time, of all kinds together.</summary>
    public int? MaxConcurrency { get; set; }

    /// <summary>What else its last heartbeat or registration said, as JSON.</summary>
    public string Report { get; set; } = "{}";

    /// <summary>The next time at which HQ must look at it by itself; the sweeper's index.</summary>
    public DateTimeOffset? WakeAt { get; set; }

    /// <summary>The sequence of the newest event.</summary>
    public long LastEvent { get; set; }

    /// <summary>The presence as the wire knows it.</summary>
    public FactoryPresence Presence => Enum.Parse<FactoryPresence>(CurrentState);

    /// <summary>The mode as the wire knows it.</summary>
    public FactoryMode ModeNow => Enum.Parse<FactoryMode>(Mode);

    /// <summary>The mode for people: a process that has said that it ends is draining, whoever wants it.</summary>
    public FactoryMode ModeAsSeen => ModeNow is FactoryMode.Active && ObeyedMode is nameof(FactoryMode.Draining) or nameof(FactoryMode.Paused)
        ? Enum.Parse<FactoryMode>(ObeyedMode) : ModeNow;

    /// <inheritdoc />
    public IReadOnlyList<object> TakeAppendedRows()
    {
        object[] rows = [.. _appended];
        _appended.Clear();
        return rows;
    }

    /// <summary>Adds a row to the history, to be stored together with this change.</summary>
    internal void Record(string what, string actor, DateTimeOffset now, string? reason)
    {
        LastEvent++;
        UpdatedAt = now;
        _appended.Add(new FactoryEvent
        {
            FactoryId = FactoryId,
            Sequence = LastEvent,
            OccurredAt = now,
            Event = what,
            Actor = actor,
            Reason = reason,
            Status = FactoryStanding.StatusOf(Presence, ModeAsSeen, DegradedReason).ToString(),
        });
    }
}

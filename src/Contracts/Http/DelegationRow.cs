using System.Text.Json;
using Corporation.Contracts.Missions;

namespace Corporation.Contracts.Http;

/// <summary>A mission as the fleet before this one lists its delegations.</summary>
public sealed record DelegationRow
{
    /// <summary>The mission.</summary>
    public required Guid JobId { get; init; }

    /// <summary>Its <c>job_id</c> in the fleet before this one, by which it is found, too; null when it did not come from there.</summary>
    public string? LegacyJobId { get; init; }

    /// <summary>The submitter's key.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Its kind.</summary>
    public required string MissionKind { get; init; }

    /// <summary>The factory that it is for; when any will do, the one that has or had its last attempt.</summary>
    public string? TargetFactoryId { get; init; }

    /// <summary>One of <see cref="DelegationStatuses"/>.</summary>
    public required string Status { get; init; }

    /// <summary>The same in the words of this fleet.</summary>
    public required MissionLifeState State { get; init; }

    /// <summary>0 to 100, higher first.</summary>
    public required int Priority { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>When a factory took its last attempt. Only in the detail.</summary>
    public DateTimeOffset? ConsumedAt { get; init; }

    /// <summary>When the handler of its last attempt began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>From the beginning of the handler to the end.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }
}

/// <summary>A page of delegations, newest first.</summary>
/// <param name="Missions">The missions.</param>
/// <param name="Total">How many there are on this page: to count all would cost more than it is worth.</param>
/// <param name="NextCursor">Where the next page begins; absent on the last one.</param>
public sealed record DelegationPage(IReadOnlyList<DelegationRow> Missions, int Total, string? NextCursor = null);

/// <summary>Everything about one delegation.</summary>
/// <param name="Mission">The row.</param>
/// <param name="Envelope">The envelope as the legacy streams carry it; that of a mission that came by them as it came.</param>
/// <param name="Timeline">What happened, oldest first.</param>
/// <param name="Result">The result envelope as they carry it; absent before the end.</param>
public sealed record DelegationDetail(DelegationRow Mission, JsonElement Envelope, IReadOnlyList<MissionEventView> Timeline, JsonElement? Result = null);

/// <summary>The statuses of the fleet before this one.</summary>
public static class DelegationStatuses
{
    /// <summary>It waits.</summary>
    public const string Published = "published";

    /// <summary>A factory has it.</summary>
    public const string Consumed = "consumed";

    /// <summary>A handler runs.</summary>
    public const string Running = "running";

    /// <summary>It has a result.</summary>
    public const string Completed = "completed";

    /// <summary>It ended without one.</summary>
    public const string Failed = "failed";

    /// <summary>It is a dead letter.</summary>
    public const string Dlq = "dlq";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Published, Consumed, Running, Completed, Failed, Dlq];

    /// <summary>The word for a state.</summary>
    public static string Of(MissionLifeState state) => state switch
    {
        MissionLifeState.Scheduled or MissionLifeState.Queued or MissionLifeState.Retrying => Published,
        MissionLifeState.Claimed => Consumed,
        MissionLifeState.Running => Running,
        MissionLifeState.Succeeded => Completed,
        MissionLifeState.DeadLettered => Dlq,
        _ => Failed,
    };

    /// <summary>The states behind a word.</summary>
    public static IReadOnlyList<MissionLifeState> StatesOf(string status) => [.. Enum.GetValues<MissionLifeState>().Where(state => Of(state) == status)];
}

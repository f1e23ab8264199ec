using Corporation.Contracts.Fleet;
using Corporation.Contracts.Missions;

namespace Corporation.Contracts.Http;

/// <summary>Why a mission waits, or where it went and why: told by the same rules by which HQ places it.</summary>
public sealed record PlacementView
{
    /// <summary>The mission.</summary>
    public required Guid JobId { get; init; }

    /// <summary>Its kind.</summary>
    public required string MissionKind { get; init; }

    /// <summary>Where it stands.</summary>
    public required MissionLifeState State { get; init; }

    /// <summary>The answer in a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>What it asks of a factory; absent when any with its kind will do.</summary>
    public RoutingView? Routing { get; init; }

    /// <summary>The factory that it went to, or was offered to alone.</summary>
    public string? PlacedFactoryId { get; init; }

    /// <summary>Why there.</summary>
    public string? PlacedBecause { get; init; }

    /// <summary>Limits of the whole fleet that hold it up.</summary>
    public IReadOnlyList<LimitView> Limits { get; init; } = [];

    /// <summary>Missions of its kind that go first.</summary>
    public long? Ahead { get; init; }

    /// <summary>Every factory, and the first thing that speaks against it.</summary>
    public required IReadOnlyList<CandidateView> Factories { get; init; }
}

/// <summary>What a mission asks of the factory that runs it.</summary>
/// <param name="RequiredLabels">Labels that it must have.</param>
/// <param name="PreferredLabels">Labels that are good to have.</param>
/// <param name="RetryElsewhere">Not where the attempt before failed, as long as another one fits.</param>
/// <param name="TargetFactoryId">This one and no other; absent for any.</param>
public sealed record RoutingView(IReadOnlyList<string> RequiredLabels, IReadOnlyList<string> PreferredLabels, bool RetryElsewhere, string? TargetFactoryId = null);

/// <summary>A limit of the whole fleet.</summary>
/// <param name="Name"><c>kind:</c> or <c>resource:</c>, and its name.</param>
/// <param name="Rule">The limit in words.</param>
/// <param name="IsReached">Whether it holds up missions now.</param>
/// <param name="FreeInSeconds">When the next one may go; absent when that depends on others that run.</param>
public sealed record LimitView(string Name, string Rule, bool IsReached, double? FreeInSeconds = null);

/// <summary>A factory as a place for a mission.</summary>
/// <param name="FactoryId">The factory.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Fits">Whether it could take the mission now.</param>
/// <param name="Reason">The first thing that speaks against it, one of <see cref="PlacementReasons"/>; absent when nothing does.</param>
/// <param name="Detail">That in words.</param>
public sealed record CandidateView(string FactoryId, FactoryStatus Status, bool Fits, string? Reason = null, string? Detail = null);

/// <summary>What can speak against a factory, in the order in which it is asked.</summary>
public static class PlacementReasons
{
    /// <summary>The mission is for another factory.</summary>
    public const string TargetElsewhere = "target_elsewhere";

    /// <summary>It does not run the kind.</summary>
    public const string NoSuchKind = "no_such_kind";

    /// <summary>Its handler of the kind takes other inputs than the mission has.</summary>
    public const string OtherSchema = "other_schema";

    /// <summary>It lacks a required label.</summary>
    public const string Labels = "labels";

    /// <summary>It is offline.</summary>
    public const string Offline = "offline";

    /// <summary>It is stale.</summary>
    public const string Stale = "stale";

    /// <summary>It is quarantined.</summary>
    public const string Quarantined = "quarantined";

    /// <summary>It is draining.</summary>
    public const string Draining = "draining";

    /// <summary>It is paused.</summary>
    public const string Paused = "paused";

    /// <summary>It is degraded.</summary>
    public const string Degraded = "degraded";

    /// <summary>The attempt before failed there.</summary>
    public const string FailedThere = "failed_there";

    /// <summary>Its slots for the kind, or all its slots, are taken.</summary>
    public const string NoFreeSlot = "no_free_slot";

    /// <summary>A limit of the whole fleet is reached.</summary>
    public const string RateLimit = "rate_limit";
}

using System.Text.Json.Serialization;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Reporting;

namespace Corporation.Contracts.Announcing;

/// <summary>
/// Who a factory is, what it can do, what it runs and what that has cost: sent when it starts, periodically, when something changes and when it stops. Answered
/// with <see cref="HeartbeatHeard"/> or <see cref="FactorySuperseded"/>.
/// </summary>
public sealed record FactoryHeartbeat
{
    /// <summary>The factory.</summary>
    [JsonPropertyName("factory_id")]
    public required string FactoryId { get; init; }

    /// <summary>The boot identity of the process.</summary>
    [JsonPropertyName("epoch")]
    public required long Epoch { get; init; }

    /// <summary>1, and one more with each heartbeat of the process: one that was overtaken changes nothing.</summary>
    [JsonPropertyName("sequence")]
    public required long Sequence { get; init; }

    /// <summary>Why it is sent.</summary>
    [JsonPropertyName("cause")]
    public required HeartbeatCause Cause { get; init; }

    /// <summary>When the next one is due at the latest, in seconds.</summary>
    [JsonPropertyName("interval_seconds")]
    public required double IntervalSeconds { get; init; }

    /// <summary>The <c>FACTORY_ROLE</c> of the process.</summary>
    [JsonPropertyName("factory_role")]
    public required string Role { get; init; }

    /// <summary>The <c>UA_DEPLOYMENT_PROFILE</c> of the machine, which chooses how soon silence counts.</summary>
    [JsonPropertyName("deployment_profile")]
    public required string DeploymentProfile { get; init; }

    /// <summary>The version of the software.</summary>
    [JsonPropertyName("version")]
    public required string Version { get; init; }

    /// <summary>The commit it was built from; null when the build does not say.</summary>
    [JsonPropertyName("commit")]
    public string? Commit { get; init; }

    /// <summary>The machine and the process.</summary>
    [JsonPropertyName("host")]
    public required HostFacts Host { get; init; }

    /// <summary>What missions may ask of a factory: its own facts, and what its operator says of it. A label without a value has an empty one.</summary>
    [JsonPropertyName("labels")]
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>What it can run.</summary>
    [JsonPropertyName("kinds")]
    public required IReadOnlyList<KindAnnouncement> Kinds { get; init; }

    /// <summary>Most attempts that it runs at a time, of all kinds together; null when only its kinds have limits.</summary>
    [JsonPropertyName("max_concurrency")]
    public int? MaxConcurrency { get; init; }

    /// <summary>The attempts that it runs.</summary>
    [JsonPropertyName("running")]
    public IReadOnlyList<RunningAttempt> Running { get; init; } = [];

    /// <summary>What it does as to taking missions, by itself or because it was told.</summary>
    [JsonPropertyName("mode")]
    public required FactoryMode Mode { get; init; }

    /// <summary>How much its clock is ahead of HQ's, in seconds, as the answer before this one showed; null before the first.</summary>
    [JsonPropertyName("clock_skew_seconds")]
    public double? ClockSkewSeconds { get; init; }

    /// <summary>How long the heartbeat before this one took until its answer came, in seconds; null before the first.</summary>
    [JsonPropertyName("round_trip_seconds")]
    public double? RoundTripSeconds { get; init; }

    /// <summary>How long ago the factory's own queue brought it something, in seconds; null before the first time.</summary>
    [JsonPropertyName("receive_loop_age_seconds")]
    public double? ReceiveLoopAgeSeconds { get; init; }

    /// <summary>The highest <see cref="ProbeFactory.Number"/> that its own queue brought it; null before the first.</summary>
    [JsonPropertyName("probe_heard")]
    public long? ProbeHeard { get; init; }

    /// <summary>Queues of its own and of its kinds that it can't read now.</summary>
    [JsonPropertyName("deaf_queues")]
    public IReadOnlyList<string> DeafQueues { get; init; } = [];

    /// <summary>Reports that wait in its journal for HQ.</summary>
    [JsonPropertyName("journal_backlog")]
    public int JournalBacklog { get; init; }

    /// <summary>How long the oldest of them has waited, in seconds; null when there is none.</summary>
    [JsonPropertyName("journal_oldest_seconds")]
    public double? JournalOldestSeconds { get; init; }

    /// <summary>What its attempts have consumed since the last heartbeat that was answered. Shown, not billed: the reports of the attempts are what counts.</summary>
    [JsonPropertyName("usage")]
    public IReadOnlyList<UsageEntry> Usage { get; init; } = [];
}

/// <summary>Why a heartbeat is sent.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HeartbeatCause>))]
public enum HeartbeatCause
{
    /// <summary>It was time.</summary>
    [JsonStringEnumMemberName("interval")]
    Interval,

    /// <summary>The process has begun.</summary>
    [JsonStringEnumMemberName("start")]
    Start,

    /// <summary>Something that it says has changed.</summary>
    [JsonStringEnumMemberName("change")]
    Change,

    /// <summary>The process ends: nothing more will be heard of it.</summary>
    [JsonStringEnumMemberName("stop")]
    Stop,
}

/// <summary>An attempt that a factory runs.</summary>
public sealed record RunningAttempt
{
    /// <summary>The mission.</summary>
    [JsonPropertyName("job_id")]
    public required Guid MissionId { get; init; }

    /// <summary>Its kind.</summary>
    [JsonPropertyName("mission_kind")]
    public required string MissionKind { get; init; }

    /// <summary>The attempt, from 1.</summary>
    [JsonPropertyName("attempt")]
    public required int Attempt { get; init; }

    /// <summary>For how long it has been held, in seconds.</summary>
    [JsonPropertyName("elapsed_seconds")]
    public required double ElapsedSeconds { get; init; }

    /// <summary>0 to 100; null when the handler can't tell.</summary>
    [JsonPropertyName("percent")]
    public double? Percent { get; init; }

    /// <summary>What it is doing.</summary>
    [JsonPropertyName("message")]
    public string? Message { get; init; }
}

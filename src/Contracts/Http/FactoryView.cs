using System.Text.Json;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Fleet;

namespace Corporation.Contracts.Http;

/// <summary>A factory as the API shows it. The first names are those of the fleet before this one; its factories and its tools know them.</summary>
public sealed record FactoryView
{
    /// <summary>The factory.</summary>
    public required string FactoryId { get; init; }

    /// <summary>Its <c>FACTORY_ROLE</c>.</summary>
    public required string FactoryRole { get; init; }

    /// <summary>Its <c>UA_DEPLOYMENT_PROFILE</c>.</summary>
    public required string DeploymentProfile { get; init; }

    /// <summary>How HQ learned of it: <c>heartbeat</c>, <c>announcement</c>, <c>api_registration</c> or <c>gateway_startup</c> (an HQ itself).</summary>
    public required string Source { get; init; }

    /// <summary>Where it stands now, told from when it was last heard and not from when somebody last looked.</summary>
    public required FactoryStatus RegistrationStatus { get; init; }

    /// <summary>Why it is not <c>online</c>, in words.</summary>
    public string? StatusReason { get; init; }

    /// <summary>How long its last heartbeat took until its answer came, in milliseconds.</summary>
    public double? HeartbeatLatencyMs { get; init; }

    /// <summary>What it can do, as words.</summary>
    public required IReadOnlyList<string> Capabilities { get; init; }

    /// <summary>What it says of itself beyond all this.</summary>
    public required JsonElement Metadata { get; init; }

    /// <summary>When HQ first heard it.</summary>
    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When HQ last heard it. No command changes it.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>When anything about it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What it is told to do.</summary>
    public required FactoryMode Mode { get; init; }

    /// <summary>Why.</summary>
    public string? ModeReason { get; init; }

    /// <summary>Whether it has heard that.</summary>
    public bool IsObeying { get; init; }

    /// <summary>Until when it may finish what it runs, while draining.</summary>
    public DateTimeOffset? DrainUntil { get; init; }

    /// <summary>Since when nothing is left on it, while draining: its process may end.</summary>
    public DateTimeOffset? DrainedAt { get; init; }

    /// <summary>The boot identity of its process.</summary>
    public long? Epoch { get; init; }

    /// <summary>The version of its software.</summary>
    public string? Version { get; init; }

    /// <summary>The commit of its software.</summary>
    public string? Commit { get; init; }

    /// <summary>Its machine and process.</summary>
    public HostView? Host { get; init; }

    /// <summary>What missions may ask of it.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>What it can run.</summary>
    public IReadOnlyList<FactoryKindView> Kinds { get; init; } = [];

    /// <summary>Most attempts at a time, of all kinds together.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>What it runs, by its own last word.</summary>
    public IReadOnlyList<RunningView> Running { get; init; } = [];

    /// <summary>How much its clock is ahead of HQ's.</summary>
    public double? ClockSkewSeconds { get; init; }

    /// <summary>How long before its last heartbeat its own queue brought it something.</summary>
    public double? ReceiveLoopAgeSeconds { get; init; }

    /// <summary>Reports that wait in its journal.</summary>
    public int? JournalBacklog { get; init; }

    /// <summary>How long the oldest of them has waited.</summary>
    public double? JournalOldestSeconds { get; init; }

    /// <summary>What it had consumed between its last two heartbeats.</summary>
    public IReadOnlyList<Reporting.UsageEntry> Usage { get; init; } = [];
}

/// <summary>A kind that a factory can run.</summary>
/// <param name="MissionKind">The kind.</param>
/// <param name="Slots">How many at a time.</param>
/// <param name="Used">Of those, how many are taken: by what HQ knows of.</param>
/// <param name="SchemaDigest">Eight hexadecimal digits of the SHA-256 of its input schema: alike where the schemas are.</param>
/// <param name="Version">Its version there; absent when its handler has none.</param>
public sealed record FactoryKindView(string MissionKind, int Slots, int Used, string SchemaDigest, string? Version = null);

/// <summary>A machine and a process.</summary>
/// <param name="Name">The machine's name.</param>
/// <param name="Os">The operating system.</param>
/// <param name="Architecture">The processor architecture.</param>
/// <param name="Cores">Processors.</param>
/// <param name="MemoryBytes">Memory.</param>
/// <param name="Pid">The process id.</param>
/// <param name="UptimeSeconds">How long the process had run at its last heartbeat.</param>
public sealed record HostView(string Name, string Os, string Architecture, int Cores, long MemoryBytes, int Pid, double UptimeSeconds)
{
    /// <summary>What a heartbeat says of it.</summary>
    public static HostView Of(HostFacts host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return new(host.Name, host.Os, host.Architecture, host.Cores, host.MemoryBytes, host.ProcessId, host.UptimeSeconds);
    }
}

/// <summary>An attempt that runs.</summary>
/// <param name="JobId">The mission.</param>
/// <param name="MissionKind">Its kind.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="ElapsedSeconds">For how long.</param>
/// <param name="Progress">How far it is.</param>
public sealed record RunningView(Guid JobId, string MissionKind, int Attempt, double ElapsedSeconds, ProgressView? Progress = null);

/// <summary>Factories.</summary>
/// <param name="Registrations">The factories.</param>
/// <param name="Count">How many there are that fit the filter, whatever the limit.</param>
/// <param name="HeadquartersFactoryId">The id under which this HQ itself is listed.</param>
/// <param name="NextAfter">What <c>after</c> must be for the next page; absent on the last one.</param>
public sealed record FactoryList(IReadOnlyList<FactoryView> Registrations, int Count, string HeadquartersFactoryId, string? NextAfter = null);

/// <summary>Answer to a registration over HTTP.</summary>
/// <param name="Ok">Always true.</param>
/// <param name="Registration">The factory as it is known now.</param>
public sealed record RegistrationOutcome(bool Ok, FactoryView Registration);

/// <summary>Answer to the removal of a factory.</summary>
/// <param name="Ok">Always true.</param>
/// <param name="FactoryId">The factory.</param>
/// <param name="Deleted">1, or 0 when there was none.</param>
public sealed record ForgetOutcome(bool Ok, string FactoryId, int Deleted);

/// <summary>A factory's history.</summary>
/// <param name="Events">The newest last.</param>
public sealed record FactoryHistory(IReadOnlyList<FactoryEventView> Events);

/// <summary>Something that happened to a factory.</summary>
public sealed record FactoryEventView
{
    /// <summary>Position among the events of all factories.</summary>
    public required long Position { get; init; }

    /// <summary>The factory.</summary>
    public required string FactoryId { get; init; }

    /// <summary>Position within its history.</summary>
    public required long Sequence { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>What: one of <see cref="FactoryEventNames"/>.</summary>
    public required string Event { get; init; }

    /// <summary>Who.</summary>
    public required string Actor { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>The status since then.</summary>
    public required FactoryStatus Status { get; init; }
}

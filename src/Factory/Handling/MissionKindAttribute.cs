using Corporation.Contracts.Missions;

namespace Corporation.Factory.Handling;

/// <summary>Names the kind that a handler runs, and what HQ assumes where a mission itself says nothing.</summary>
/// <param name="name">The kind; see <see cref="MissionKindName.Rule"/>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class MissionKindAttribute(string name) : Attribute
{
    /// <summary>The kind.</summary>
    public string Name { get; } = name;

    /// <summary>What it does, in a sentence.</summary>
    public string Description { get; init; } = "";

    /// <summary>The version of what the handler does, shown where factories differ.</summary>
    /// <value>At most 50 characters; none by default.</value>
    public string? Version { get; init; }

    /// <summary>How long one attempt may run.</summary>
    /// <value>Seconds, 0.1 to 604,800 (7 days); 3,600 by default.</value>
    public double TimeoutSeconds { get; init; } = MissionLimits.DefaultTimeoutSeconds;

    /// <summary>Further attempts after the first.</summary>
    /// <value>0 to 100; 3 by default.</value>
    public int MaxRetries { get; init; } = MissionLimits.DefaultMaxRetries;

    /// <summary>Back-off before the first retry; it doubles with each further one.</summary>
    /// <value>Seconds, 0 to 86,400 (1 day); 2 by default.</value>
    public double RetryDelaySeconds { get; init; } = MissionLimits.DefaultRetryDelaySeconds;

    /// <summary>How many attempts of this kind one factory runs at a time.</summary>
    /// <value>1 to 1,000; 1 by default.</value>
    public int Concurrency { get; init; } = 1;

    /// <summary>Other names under which missions of this kind may be submitted.</summary>
    /// <value>None by default.</value>
    public string[] Aliases { get; init; } = [];
}

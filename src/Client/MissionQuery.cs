using Corporation.Contracts.Missions;

namespace Corporation.Client;

/// <summary>What a list shows; every part may be left out.</summary>
public sealed record MissionQuery
{
    /// <summary>Any of these states.</summary>
    public IReadOnlyList<MissionLifeState> States { get; init; } = [];

    /// <summary>This kind.</summary>
    public string? MissionKind { get; init; }

    /// <summary>The factory of the current or last attempt.</summary>
    public string? FactoryId { get; init; }

    /// <summary>Words in the task, key or error.</summary>
    public string? Text { get; init; }

    /// <summary>Submitted at or after this time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Submitted before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>1 to 200. <value>Default 50.</value></summary>
    public int? Limit { get; init; }

    /// <summary>From the page before.</summary>
    public string? Cursor { get; init; }
}

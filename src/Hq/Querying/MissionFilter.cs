using System.Globalization;
using Corporation.Contracts.Missions;

namespace Corporation.Hq.Querying;

/// <summary>Which missions are meant; every part may be left out.</summary>
internal sealed record MissionFilter
{
    /// <summary>Any of these; none means all.</summary>
    public IReadOnlyList<MissionLifeState> States { get; init; } = [];

    public string? MissionKind { get; init; }

    public string? FactoryId { get; init; }

    public string? Text { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    /// <summary>Without dead letters that somebody is done with.</summary>
    public bool WithoutDiscarded { get; init; }

    /// <summary>The same filter always gives the same text, a different one another.</summary>
    public string Fingerprint() => string.Join(
        '\u001f',
        string.Join(',', States.Distinct().Order()),
        MissionKind,
        FactoryId,
        Text,
        Since?.UtcTicks.ToString(CultureInfo.InvariantCulture),
        Until?.UtcTicks.ToString(CultureInfo.InvariantCulture),
        WithoutDiscarded);
}

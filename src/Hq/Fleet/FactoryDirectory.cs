namespace Corporation.Hq.Fleet;

/// <summary>Which factories there are and what they can run.</summary>
internal sealed class FactoryDirectory
{
    private volatile IReadOnlyDictionary<string, KnownKind> _byName = new Dictionary<string, KnownKind>();

    /// <summary>All known kinds by name.</summary>
    public IReadOnlyList<KnownKind> Kinds =>
        [.. _byName.Values.Distinct().OrderBy(kind => kind.Announcement.MissionKind, StringComparer.Ordinal)];

    /// <summary>The kind of that name or alias; null when no factory ever announced it.</summary>
    public KnownKind? Find(string kindOrAlias) => _byName.GetValueOrDefault(kindOrAlias);
}

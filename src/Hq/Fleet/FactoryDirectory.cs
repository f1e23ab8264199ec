using Corporation.Contracts.Announcing;
using Corporation.Sagas.Fleet;

namespace Corporation.Hq.Fleet;

/// <summary>
/// Which factories there are and what they can run: an immutable picture, replaced as a whole with each announcement. What was announced
/// before a restart, or to another HQ, is known from the store (<see cref="FleetReader"/>).
/// </summary>
internal sealed class FactoryDirectory : IFactoryEpochs
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, KnownFactory> _factories = new(StringComparer.Ordinal);
    private volatile IReadOnlyDictionary<string, KnownKind> _byName = new Dictionary<string, KnownKind>(StringComparer.Ordinal);

    /// <summary>Raised after the slots of any kind may have changed.</summary>
    public event Action? Changed;

    /// <summary>All known kinds by name.</summary>
    public IReadOnlyList<KnownKind> Kinds =>
        [.. _byName.Values.Distinct().OrderBy(kind => kind.Announcement.MissionKind, StringComparer.Ordinal)];

    /// <summary>The kind of that name or alias; null when no factory ever announced it.</summary>
    public KnownKind? Find(string kindOrAlias) => _byName.GetValueOrDefault(kindOrAlias);

    /// <inheritdoc />
    public bool IsCurrent(string factoryId, long epoch)
    {
        lock (_gate)
            return !_factories.TryGetValue(factoryId, out var known) || epoch >= known.Epoch;
    }

    /// <summary>Takes what the store knows. What was noted here meanwhile and is newer stays.</summary>
    /// <returns>Whether anything is different now.</returns>
    public bool Load(IReadOnlyList<StoredFactory> factories)
    {
        lock (_gate)
        {
            var isChanged = false;
            foreach (var factory in factories)
            {
                if (_factories.TryGetValue(factory.FactoryId, out var known) && (known.Epoch > factory.Epoch || known.IsSame(factory)))
                    continue;

                _factories[factory.FactoryId] = new KnownFactory(factory.Epoch, factory.Kinds, factory.TakesMissions);
                isChanged = true;
            }

            if (!isChanged)
                return false;
            Rebuild();
        }

        Changed?.Invoke();
        return true;
    }

    /// <summary>Notes an announcement that is stored.</summary>
    public void Note(AnnounceFactory announcement)
    {
        lock (_gate)
        {
            _factories[announcement.FactoryId] = new KnownFactory(announcement.Epoch, announcement.Kinds, TakesMissions: true);
            Rebuild();
        }

        Changed?.Invoke();
    }

    /// <summary>Notes that a factory process takes no new missions.</summary>
    public void NoteWithdrawn(string factoryId, long epoch)
    {
        lock (_gate)
        {
            if (!_factories.TryGetValue(factoryId, out var known) || known.Epoch != epoch)
                return;

            _factories[factoryId] = known with { TakesMissions = false };
            Rebuild();
        }

        Changed?.Invoke();
    }

    private void Rebuild()
    {
        var byName = new Dictionary<string, KnownKind>(StringComparer.Ordinal);
        var offers = _factories.SelectMany(factory => factory.Value.Kinds.Select(kind => (Id: factory.Key, Factory: factory.Value, Kind: kind)));
        foreach (var group in offers.GroupBy(offer => offer.Kind.MissionKind, StringComparer.Ordinal))
        {
            // Where factories differ, the newest process knows best.
            var newest = group.OrderByDescending(offer => offer.Factory.TakesMissions).ThenByDescending(offer => offer.Factory.Epoch).First();
            var live = group.Where(offer => offer.Factory.TakesMissions).ToList();
            byName[group.Key] = new KnownKind(
                newest.Kind,
                live.Sum(offer => offer.Kind.Slots),
                [.. live.Select(offer => offer.Id).Order(StringComparer.Ordinal)]);
        }

        foreach (var kind in byName.Values.ToList())
        {
            // A kind of its own goes before an alias of another.
            foreach (var alias in kind.Announcement.Aliases)
                byName.TryAdd(alias, kind);
        }

        _byName = byName;
    }

    private sealed record KnownFactory(long Epoch, IReadOnlyList<KindAnnouncement> Kinds, bool TakesMissions)
    {
        // A process announces its kinds once and for all.
        public bool IsSame(StoredFactory stored) => stored.Epoch == Epoch && stored.TakesMissions == TakesMissions;
    }
}

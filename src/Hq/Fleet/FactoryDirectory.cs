using Corporation.Contracts.Announcing;
using Corporation.Contracts.Fleet;
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
    private readonly Dictionary<string, (long Epoch, long Note)> _heard = new(StringComparer.Ordinal);
    private long _notes;
    private volatile IReadOnlyDictionary<string, KnownKind> _byName = new Dictionary<string, KnownKind>(StringComparer.Ordinal);

    /// <summary>Raised after the slots of any kind may have changed.</summary>
    public event Action? Changed;

    /// <summary>All known kinds by name.</summary>
    public IReadOnlyList<KnownKind> Kinds =>
        [.. _byName.Values.Distinct().OrderBy(kind => kind.Announcement.MissionKind, StringComparer.Ordinal)];

    /// <summary>The kind of that name or alias; null when no factory ever announced it.</summary>
    public KnownKind? Find(string kindOrAlias) => _byName.GetValueOrDefault(kindOrAlias);

    /// <summary>All known factories by name.</summary>
    public IReadOnlyList<KnownFactory> Factories
    {
        get
        {
            lock (_gate)
                return [.. _factories.Values.OrderBy(factory => factory.FactoryId, StringComparer.Ordinal)];
        }
    }

    /// <summary>The factory of that name; null when it was never heard.</summary>
    public KnownFactory? FindFactory(string factoryId)
    {
        lock (_gate)
            return _factories.GetValueOrDefault(factoryId);
    }

    /// <summary>
    /// The kind as factories that take missions announce it, each input schema once, the newest first; of all factories when none takes missions. Of one factory,
    /// if that is known with the kind.
    /// </summary>
    public IReadOnlyList<KindAnnouncement> OffersOf(string kind, string? factoryId)
    {
        var offers = Factories
            .Where(factory => factoryId is null || factory.FactoryId == factoryId)
            .OrderByDescending(static factory => factory.TakesMissions).ThenByDescending(static factory => factory.Epoch)
            .SelectMany(factory => factory.Kinds.Where(one => one.MissionKind == kind).Select(one => (factory.TakesMissions, Kind: one)))
            .ToList();
        var isAnyThere = offers.Any(static offer => offer.TakesMissions);
        return [.. offers.Where(offer => offer.TakesMissions || !isAnyThere).Select(static offer => offer.Kind).DistinctBy(KindDigest.OfInput)];
    }

    /// <inheritdoc />
    public bool IsCurrent(string factoryId, long epoch) => FindFactory(factoryId) is not { } known || epoch >= known.Epoch;

    /// <inheritdoc />
    public bool MayTakeNew(string factoryId) => FindFactory(factoryId) is not { MayTakeNew: false };

    /// <summary>Whether that process has announced itself to this HQ or another one.</summary>
    public bool Knows(string factoryId, long epoch) => FindFactory(factoryId) is { HasAnnounced: true } known && known.Epoch == epoch;

    /// <summary>Whether that process has announced itself to this HQ.</summary>
    public bool HasHeard(string factoryId, long epoch)
    {
        lock (_gate)
            return _heard.TryGetValue(factoryId, out var heard) && heard.Epoch == epoch;
    }

    /// <summary>Whether the kinds are another ones than those that are known of that process.</summary>
    public bool HasOtherKinds(string factoryId, IReadOnlyList<KindAnnouncement> kinds)
    {
        if (FindFactory(factoryId) is not { } known)
            return false;
        return !known.Kinds.Select(KindDigest.OfWhole).SequenceEqual(kinds.Select(KindDigest.OfWhole), StringComparer.Ordinal);
    }

    /// <summary>To be asked before the store is read for <see cref="Load"/>; if it is another one afterwards, the store must be read again.</summary>
    public long Notes
    {
        get
        {
            lock (_gate)
                return _notes;
        }
    }

    /// <summary>Takes what the store knows. What was noted here meanwhile and is newer stays.</summary>
    /// <param name="factories">All that the store knows.</param>
    /// <param name="notes"><see cref="Notes"/> before it was read.</param>
    /// <returns>Whether anything is different now.</returns>
    public bool Load(IReadOnlyList<StoredFactory> factories, long notes)
    {
        lock (_gate)
        {
            var isChanged = false;
            foreach (var gone in _factories.Keys.Except(factories.Select(factory => factory.FactoryId), StringComparer.Ordinal).ToList())
            {
                // Forgotten; but one that was heard since the store was read is there.
                if (_heard.TryGetValue(gone, out var heard) && heard.Note > notes)
                    continue;
                _factories.Remove(gone);
                _heard.Remove(gone);
                isChanged = true;
            }

            foreach (var factory in factories)
            {
                // Heard since the store was read: what was noted then is newer, and the store is read again (FleetReader).
                if (_heard.TryGetValue(factory.FactoryId, out var heard) && heard.Note > notes)
                    continue;
                if (_factories.TryGetValue(factory.FactoryId, out var known) && (known.Epoch > factory.Epoch || known.IsSame(factory)))
                    continue;

                _factories[factory.FactoryId] = new KnownFactory(factory.FactoryId, factory.Epoch, factory.Kinds, factory.IsThere, factory.Facts, factory.HasAnnounced);
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
            _heard[announcement.FactoryId] = (announcement.Epoch, ++_notes);

            // What it was told outlives the process; that it is heard is known now.
            var facts = _factories.GetValueOrDefault(announcement.FactoryId)?.Facts;
            _factories[announcement.FactoryId] = new KnownFactory(
                announcement.FactoryId, announcement.Epoch, announcement.Kinds, IsThere: true, facts is null ? null : facts with { Presence = FactoryPresence.Online, DegradedReason = null });
            Rebuild();
        }

        Changed?.Invoke();
    }

    /// <summary>Forgets a factory that somebody removed.</summary>
    public void Forget(string factoryId)
    {
        lock (_gate)
        {
            _heard.Remove(factoryId);
            if (!_factories.Remove(factoryId))
                return;
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

            _factories[factoryId] = known with { IsThere = false };
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
                live.Sum(offer => Math.Min(offer.Kind.Slots, offer.Factory.Facts?.MaxConcurrency ?? int.MaxValue)),
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
}

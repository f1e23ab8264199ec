using Corporation.Contracts.Announcing;
using Corporation.Contracts.Fleet;

namespace Corporation.Hq.Fleet;

/// <summary>A factory as this HQ knows it.</summary>
/// <param name="FactoryId">Its name.</param>
/// <param name="Epoch">Its newest process; 0 for one that registered over HTTP.</param>
/// <param name="Kinds">What it can run.</param>
/// <param name="IsThere">Whether its process is there and wants missions.</param>
/// <param name="Facts">Where it stands; null as long as nobody has told.</param>
/// <param name="HasAnnounced">Whether its process has said what it can run.</param>
internal sealed record KnownFactory(string FactoryId, long Epoch, IReadOnlyList<KindAnnouncement> Kinds, bool IsThere, FactoryFacts? Facts, bool HasAnnounced = true)
{
    /// <summary>Whether it is told to take new missions.</summary>
    public bool MayTakeNew => Facts is null or { Mode: FactoryMode.Active };

    /// <summary>Whether it takes missions now.</summary>
    public bool TakesMissions => IsThere && (Facts is null || Facts.Status is FactoryStatus.Online);

    // A process announces its kinds once and for all.
    public bool IsSame(StoredFactory stored) => stored.Epoch == Epoch && stored.IsThere == IsThere && stored.HasAnnounced == HasAnnounced && stored.Facts == Facts;
}

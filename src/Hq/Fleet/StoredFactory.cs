using Corporation.Contracts.Announcing;

namespace Corporation.Hq.Fleet;

/// <summary>A factory as the store knows it.</summary>
/// <param name="FactoryId">Its name.</param>
/// <param name="Epoch">Its newest process.</param>
/// <param name="Kinds">What that can run.</param>
/// <param name="IsThere">Whether its process is there and wants missions.</param>
/// <param name="Facts">Where it stands; null as long as nobody has told.</param>
/// <param name="HasAnnounced">Whether its process has said what it can run.</param>
internal sealed record StoredFactory(string FactoryId, long Epoch, IReadOnlyList<KindAnnouncement> Kinds, bool IsThere, FactoryFacts? Facts = null, bool HasAnnounced = true);

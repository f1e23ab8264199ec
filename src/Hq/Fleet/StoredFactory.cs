using Corporation.Contracts.Announcing;

namespace Corporation.Hq.Fleet;

/// <summary>A factory as the store knows it.</summary>
/// <param name="FactoryId">Its name.</param>
/// <param name="Epoch">Its newest process.</param>
/// <param name="Kinds">What that can run.</param>
/// <param name="TakesMissions">Whether it is there and takes missions.</param>
internal sealed record StoredFactory(string FactoryId, long Epoch, IReadOnlyList<KindAnnouncement> Kinds, bool TakesMissions);

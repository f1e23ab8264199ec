using Corporation.Contracts.Announcing;

namespace Corporation.Hq.Fleet;

/// <summary>A kind that some factory has announced, now or before a restart.</summary>
/// <param name="Announcement">The newest announcement.</param>
/// <param name="Slots">Slots of all factories that offer it now, of each no more than it runs at a time; 0 when none does.</param>
/// <param name="Factories">The factories that offer it now.</param>
internal sealed record KnownKind(KindAnnouncement Announcement, int Slots, IReadOnlyList<string> Factories);

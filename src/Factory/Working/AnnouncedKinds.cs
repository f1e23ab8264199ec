using Corporation.Contracts.Announcing;

namespace Corporation.Factory.Working;

/// <summary>What the announcement says beside the identity.</summary>
internal sealed record AnnouncedKinds(string Role, IReadOnlyList<KindAnnouncement> Announcements);

namespace Corporation.Sagas.Fleet;

/// <summary>A kind as a factory announced it.</summary>
public sealed class KindRegistration
{
    /// <summary>The factory.</summary>
    public string FactoryId { get; set; } = "";

    /// <summary>The kind.</summary>
    public string MissionKind { get; set; } = "";

    /// <summary>The announcement as JSON (<see cref="Contracts.Announcing.KindAnnouncement"/>).</summary>
    public string Announcement { get; set; } = "{}";
}

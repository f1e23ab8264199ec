namespace Corporation.Sagas.Fleet;

/// <summary>A factory as it announced itself; survives HQ's restart.</summary>
public sealed class FactoryRegistration
{
    /// <summary>The factory's name.</summary>
    public string FactoryId { get; set; } = "";

    /// <summary>The boot identity of its newest process.</summary>
    public long Epoch { get; set; }

    /// <summary>Its role.</summary>
    public string Role { get; set; } = "";

    /// <summary>Its software version.</summary>
    public string SoftwareVersion { get; set; } = "";

    /// <summary>When it announced itself.</summary>
    public DateTimeOffset AnnouncedAt { get; set; }

    /// <summary>When it said that it takes no new missions; null while it does.</summary>
    public DateTimeOffset? WithdrawnAt { get; set; }
}

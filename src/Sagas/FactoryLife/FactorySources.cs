namespace Corporation.Sagas.FactoryLife;

/// <summary>How HQ learned of a factory (<see cref="FactoryState.Source"/>).</summary>
public static class FactorySources
{
    /// <summary>Its process has announced itself on the bus.</summary>
    public const string Announcement = "announcement";

    /// <summary>Its process beats.</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>It is a headquarters that lists itself.</summary>
    public const string Headquarters = "gateway_startup";

    /// <summary>It registers over HTTP, as the fleet before this one does. It has no queue of its own here.</summary>
    public const string Registration = "api_registration";
}

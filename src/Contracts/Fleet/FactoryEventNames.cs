namespace Corporation.Contracts.Fleet;

/// <summary>What the rows of a factory's history are called.</summary>
public static class FactoryEventNames
{
    /// <summary>HQ heard it for the first time.</summary>
    public const string Registered = "registered";

    /// <summary>Another process of the factory has begun.</summary>
    public const string Restarted = "restarted";

    /// <summary>It is heard again after it was stale or offline.</summary>
    public const string Online = "online";

    /// <summary>It has not been heard for a while.</summary>
    public const string Stale = "stale";

    /// <summary>It has not been heard for long.</summary>
    public const string Offline = "offline";

    /// <summary>It said that it stops.</summary>
    public const string Stopped = "stopped";

    /// <summary>It beats, but is deaf or can't work.</summary>
    public const string Degraded = "degraded";

    /// <summary>It is no longer degraded.</summary>
    public const string Recovered = "recovered";

    /// <summary>What it can run, its labels or its slots have changed.</summary>
    public const string Changed = "changed";

    /// <summary>Somebody paused it.</summary>
    public const string Paused = "paused";

    /// <summary>It takes missions again.</summary>
    public const string Resumed = "resumed";

    /// <summary>It is to finish what it runs and take nothing new.</summary>
    public const string Draining = "draining";

    /// <summary>Nothing runs on it any more: its process may end.</summary>
    public const string Drained = "drained";

    /// <summary>Its missions fail, or somebody said so.</summary>
    public const string Quarantined = "quarantined";

    /// <summary>A mission was sent to it to see whether it can leave its quarantine.</summary>
    public const string CanarySent = "canary_sent";

    /// <summary>It has heard what it was told, and obeys.</summary>
    public const string Obeyed = "obeyed";

    /// <summary>It has not heard in time what it was told, and needs not hear it any more.</summary>
    public const string CommandExpired = "command_expired";

    /// <summary>Somebody removed it from the list.</summary>
    public const string Forgotten = "forgotten";
}

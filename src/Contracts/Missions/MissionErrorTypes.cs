namespace Corporation.Contracts.Missions;

/// <summary>The stable words in <see cref="MissionError.Type"/> that do not come from a handler's exception.</summary>
public static class MissionErrorTypes
{
    /// <summary>The handler returned a failure of its own.</summary>
    public const string HandlerFailed = "handler_failed";

    /// <summary>The attempt's timeout passed.</summary>
    public const string TimedOut = "timed_out";

    /// <summary>The lease lapsed: the factory crashed, sleeps or lost the network.</summary>
    public const string LeaseLapsed = "lease_lapsed";

    /// <summary>The mission's overall deadline passed.</summary>
    public const string Expired = "expired";

    /// <summary>The factory's process ended during the attempt: a newer one has taken its place, or found it in its journal.</summary>
    public const string FactoryRestarted = "factory_restarted";

    /// <summary>The payload can't be read as the handler's input.</summary>
    public const string UnreadablePayload = "unreadable_payload";

    /// <summary>The handler's result is over the size limit or can't be written as JSON.</summary>
    public const string UnusableResult = "unusable_result";
}

namespace Corporation.Contracts.Missions;

/// <summary>Ranges and defaults of a mission's fields, the same at every door.</summary>
public static class MissionLimits
{
    /// <summary>Largest payload context and largest result by default, in bytes of UTF-8 JSON.</summary>
    public const int DefaultMaxPayloadBytes = 256 * 1024;

    /// <summary>Longest <c>task</c> text, in characters.</summary>
    public const int MaxTaskLength = 8_000;

    /// <summary>Longest idempotency key, in characters.</summary>
    public const int MaxIdempotencyKeyLength = 200;

    /// <summary>Longest error message kept, in characters; longer ones are cut.</summary>
    public const int MaxErrorLength = 4_000;

    /// <summary>Longest progress message kept, in characters; longer ones are cut.</summary>
    public const int MaxProgressLength = 500;

    /// <summary>Longest log line kept, in characters; longer ones are cut.</summary>
    public const int MaxLogLineLength = 4_000;

    /// <summary>Longest factory id, in characters.</summary>
    public const int MaxFactoryIdLength = 100;

    /// <summary>Most missions in one batch.</summary>
    public const int MaxBatchSize = 1_000;

    /// <summary>Lowest priority.</summary>
    public const int MinPriority = 0;

    /// <summary>Highest priority; it goes first within its kind.</summary>
    public const int MaxPriority = 100;

    /// <summary>Priority of a mission that names none.</summary>
    public const int DefaultPriority = 1;

    /// <summary>Shortest attempt timeout, in seconds.</summary>
    public const double MinTimeoutSeconds = 0.1;

    /// <summary>Longest attempt timeout, in seconds (7 days).</summary>
    public const double MaxTimeoutSeconds = 7 * 24 * 3600;

    /// <summary>Attempt timeout where neither the mission nor its kind says one, in seconds.</summary>
    public const double DefaultTimeoutSeconds = 3600;

    /// <summary>Most further attempts after the first.</summary>
    public const int MaxMaxRetries = 100;

    /// <summary>Further attempts where neither the mission nor its kind says how many.</summary>
    public const int DefaultMaxRetries = 3;

    /// <summary>Back-off before the first retry where the kind says none, in seconds; it doubles with each further one.</summary>
    public const double DefaultRetryDelaySeconds = 2;

    /// <summary>Longest back-off and longest "retry after", in seconds (1 day).</summary>
    public const double MaxRetryDelaySeconds = 24 * 3600;

    /// <summary>Furthest start time or deadline ahead, in days.</summary>
    public const int MaxDaysAhead = 366;

    /// <summary>Most reports of earlier processes that a factory may announce, and so keeps.</summary>
    public const int MaxPendingReports = 10_000;
}

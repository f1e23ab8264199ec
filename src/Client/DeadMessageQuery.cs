namespace Corporation.Client;

/// <summary>Which messages of the bus' error queues a list shows; every part may be left out.</summary>
public sealed record DeadMessageQuery
{
    /// <summary>This error queue.</summary>
    public string? Queue { get; init; }

    /// <summary>Text in reason, error, message type or id.</summary>
    public string? Text { get; init; }

    /// <summary>Died at or after this time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Died before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>1 to 200. <value>Default 50.</value></summary>
    public int? Limit { get; init; }
}

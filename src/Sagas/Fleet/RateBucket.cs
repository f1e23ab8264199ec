namespace Corporation.Sagas.Fleet;

/// <summary>A token bucket that all HQs share: what is left of a rate limit.</summary>
public sealed class RateBucket
{
    /// <summary>What is limited: <c>kind:</c> or <c>resource:</c>, and its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Tokens when it was last counted; may be a fraction.</summary>
    public double Tokens { get; set; }

    /// <summary>When that was.</summary>
    public DateTimeOffset CountedAt { get; set; }
}

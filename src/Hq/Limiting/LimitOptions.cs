namespace Corporation.Hq.Limiting;

/// <summary>Limits of the whole fleet (configuration section <c>Limits</c>). They delay missions and never fail them. The same for every HQ.</summary>
public sealed class LimitOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Limits";

    /// <summary>By kind.</summary>
    /// <value>None by default.</value>
    public Dictionary<string, KindLimit> Kinds { get; set; } = new(StringComparer.Ordinal);

    /// <summary>By the name of something that kinds share, for instance a provider with a limit of its own.</summary>
    /// <value>None by default.</value>
    public Dictionary<string, RateLimit> Resources { get; set; } = new(StringComparer.Ordinal);
}

/// <summary>How often something may happen: a token bucket.</summary>
public class RateLimit
{
    /// <summary>Attempts that may begin in a minute.</summary>
    /// <value>More than 0, at most 1,000,000; null for no limit.</value>
    public double? PerMinute { get; set; }

    /// <summary>How many may begin at once after a quiet time: the size of the bucket.</summary>
    /// <value>1 to 1,000,000; null for what a minute brings, at least 1.</value>
    public int? Burst { get; set; }

    internal double Size => Burst ?? Math.Max(1, PerMinute ?? 1);
}

/// <summary>Limits of a kind.</summary>
public sealed class KindLimit : RateLimit
{
    /// <summary>Most attempts of the kind at a time in the whole fleet, those that are offered included.</summary>
    /// <value>1 to 1,000,000; null for no limit beyond the slots of the factories.</value>
    public int? MaxConcurrency { get; set; }

    /// <summary>The names under <see cref="LimitOptions.Resources"/> that an attempt of the kind uses, one token of each.</summary>
    /// <value>None by default.</value>
    public string[] Resources { get; set; } = [];
}

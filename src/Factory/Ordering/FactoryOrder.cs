namespace Corporation.Factory.Ordering;

/// <summary>The input of <c>system:pause_factory</c> and <c>system:resume_factory</c>.</summary>
public sealed record FactoryOrder
{
    /// <summary>The factory, as the fleet before this one names it here; HQ takes it for the mission's target.</summary>
    public string? TargetFactoryId { get; init; }

    /// <summary>Why, for the factory's history.</summary>
    public string? Reason { get; init; }
}

/// <summary>The result of both.</summary>
/// <param name="FactoryId">The factory.</param>
/// <param name="Mode">What it is told now.</param>
public sealed record FactoryOrderResult(string FactoryId, string Mode);

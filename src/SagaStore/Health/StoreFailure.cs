namespace Corporation.SagaStore.Health;

/// <summary>A commit that failed.</summary>
/// <param name="Reason">What happened and what to do.</param>
/// <param name="At">When.</param>
public sealed record StoreFailure(string Reason, DateTimeOffset At);

namespace Corporation.FleetChaos.Striking;

/// <summary>A factory was killed.</summary>
/// <param name="At">When.</param>
/// <param name="Held">What it held.</param>
internal sealed record FactoryDeath(DateTimeOffset At, IReadOnlyList<HeldAttempt> Held);

namespace Corporation.FleetChaos.Striking;

/// <summary>An attempt that a factory holds.</summary>
/// <param name="MissionId">Of which mission.</param>
/// <param name="Attempt">Which one.</param>
/// <param name="State"><c>Claimed</c> or <c>Running</c>.</param>
internal sealed record HeldAttempt(Guid MissionId, int Attempt, string State);

namespace Corporation.FleetChaos.Striking;

/// <summary>What a fault needs was not there in time; another try may find it.</summary>
internal sealed class FaultMissedException(string message) : Exception(message);

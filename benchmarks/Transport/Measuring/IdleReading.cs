namespace Corporation.TransportBench.Measuring;

/// <summary>What a transport does while nothing happens, and how fast it wakes up.</summary>
/// <param name="CpuPercent">Of one core, this process; what it takes without any transport is not subtracted.</param>
/// <param name="CommandsPerSecond">Null when the broker is not Redis.</param>
/// <param name="Commands">Which commands those were, for people.</param>
/// <param name="Connections">To the broker; 0 without one.</param>
/// <param name="Waking">
/// One message every 50 ms. What counts here is from the call of publish: at this rate nothing is held up, but the generator oversleeps.
/// </param>
internal sealed record IdleReading(double CpuPercent, double? CommandsPerSecond, string Commands, int Connections, PacedReading Waking);

namespace Corporation.TransportBench.Measuring;

/// <summary>Where memory stands between two parts of a soak.</summary>
/// <param name="Messages">Consumed since its beginning.</param>
/// <param name="PerSecond">In the part before this sample.</param>
/// <param name="HeapBytes">Live objects, after a full collection.</param>
/// <param name="ProcessBytes">Resident memory of this process.</param>
/// <param name="BrokerBytes">Resident memory of the broker, null without one.</param>
internal readonly record struct SoakSample(long Messages, double PerSecond, long HeapBytes, long ProcessBytes, long? BrokerBytes);

namespace Corporation.TransportBench.Measuring;

/// <summary>Milliseconds.</summary>
internal readonly record struct LatencyReading(double P50, double P95, double P99, double Max);

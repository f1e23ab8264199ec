using Corporation.TransportBench.Resources;

namespace Corporation.TransportBench.Measuring;

/// <summary>One turn of one transport.</summary>
/// <param name="PerSecond">Messages from the first publish to the last consumption.</param>
/// <param name="PublishedPerSecond">Messages until the last publish was confirmed.</param>
/// <param name="Cost">Per message.</param>
internal sealed record ThroughputReading(double PerSecond, double PublishedPerSecond, MessageCost Cost);

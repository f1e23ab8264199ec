using Corporation.TransportBench.Resources;

namespace Corporation.TransportBench.Measuring;

/// <summary>One turn of one transport at a fixed rate.</summary>
/// <param name="Latency">From the time the message was due to be published until it was consumed; null when none was.</param>
/// <param name="FromPublish">From the call of publish: the same without what the generator itself was late.</param>
/// <param name="Lateness">From the due time to the call of publish: the generator overslept, or was held up by the calls before.</param>
/// <param name="Cost">Per message.</param>
internal sealed record PacedReading(LatencyReading? Latency, LatencyReading? FromPublish, LatencyReading? Lateness, MessageCost Cost);

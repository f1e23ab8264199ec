using Corporation.TransportBench.Resources;

namespace Corporation.TransportBench.Measuring;

/// <summary>What a backlog costs.</summary>
/// <param name="Messages">How many were queued before the first was consumed.</param>
/// <param name="PublishedPerSecond">While it piled up.</param>
/// <param name="ConsumedPerSecond">While it was worked off.</param>
/// <param name="FirstTenthPerSecond">Consumption while nearly all was still queued.</param>
/// <param name="LastTenthPerSecond">Consumption while little was left.</param>
/// <param name="Publishing">Per message.</param>
/// <param name="Consuming">Per message.</param>
/// <param name="BrokerBytes">Resident memory that the broker took for it, null without one.</param>
internal sealed record BacklogReading(
    int Messages,
    double PublishedPerSecond,
    double ConsumedPerSecond,
    double FirstTenthPerSecond,
    double LastTenthPerSecond,
    MessageCost Publishing,
    MessageCost Consuming,
    long? BrokerBytes);

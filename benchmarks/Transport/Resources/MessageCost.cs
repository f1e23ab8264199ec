namespace Corporation.TransportBench.Resources;

/// <summary>What one message costs from publish to consumed.</summary>
/// <param name="ClientUs">Microseconds of CPU of this process.</param>
/// <param name="BrokerUs">Microseconds of CPU of the broker, null without one.</param>
/// <param name="AllocatedKb">KiB on the managed heap.</param>
internal readonly record struct MessageCost(double ClientUs, double? BrokerUs, double AllocatedKb);

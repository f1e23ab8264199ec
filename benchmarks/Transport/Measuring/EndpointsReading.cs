namespace Corporation.TransportBench.Measuring;

/// <summary>What many endpoints cost.</summary>
/// <param name="Endpoints">All in one bus.</param>
/// <param name="Start">Until all of them were ready.</param>
/// <param name="Idle">With all of them started; messages go to one of them.</param>
/// <param name="Stop">Until all of them were stopped.</param>
internal sealed record EndpointsReading(int Endpoints, TimeSpan Start, IdleReading Idle, TimeSpan Stop);

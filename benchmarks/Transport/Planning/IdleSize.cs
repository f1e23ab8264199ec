namespace Corporation.TransportBench.Planning;

/// <summary>How long an idle transport is watched, and how long it is woken every 50 ms after that.</summary>
internal sealed record IdleSize(TimeSpan Watching, TimeSpan Waking);

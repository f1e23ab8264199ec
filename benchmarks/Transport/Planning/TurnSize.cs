namespace Corporation.TransportBench.Planning;

/// <summary>A turn ends with whichever comes first. Fast transports would otherwise need much memory, slow ones much time.</summary>
internal sealed record TurnSize(int Messages, TimeSpan Time);

namespace Corporation.TransportChaos.Ledgers;

/// <summary>One run of a handler for one message.</summary>
/// <param name="Queue">Where it was received.</param>
/// <param name="Id">Which message.</param>
/// <param name="Entry">The entry's id at the server: two entries of one message were sent twice, two runs for one entry were delivered twice.</param>
/// <param name="IsRedelivered">What the transport said about it.</param>
/// <param name="Began">When, by the machine's monotonic clock (<see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>).</param>
/// <param name="Ended">When it was written down, before it was acknowledged.</param>
internal readonly record struct Handling(string Queue, ParcelId Id, string Entry, bool IsRedelivered, long Began, long Ended);

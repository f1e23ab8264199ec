namespace Corporation.TransportChaos.Judging;

/// <summary>A message in an error queue.</summary>
/// <param name="Count">How often it lies there.</param>
/// <param name="Headers">Of one of them: why.</param>
internal sealed record ErrorCopy(int Count, string Headers);

namespace Corporation.RedisStreams.Inspecting;

/// <summary>What is scheduled, all at one moment.</summary>
/// <param name="Count">Messages that wait for their time.</param>
/// <param name="Lag">How long the most overdue of them has been due.</param>
/// <param name="NextIn">When the next is due; null when there is none.</param>
internal readonly record struct ScheduleStats(long Count, TimeSpan Lag, TimeSpan? NextIn);

using StackExchange.Redis;

namespace Corporation.RedisStreams.Delay;

/// <summary>What one call of <c>move-scheduled.lua</c> did.</summary>
/// <param name="Moved">Went where they were sent.</param>
/// <param name="Dead">Can't ever go there, and are in the queue <c>scheduled_error</c>.</param>
/// <param name="Postponed">Stay for another try: their queue is full.</param>
/// <param name="Unreadable">Had no content any more.</param>
/// <param name="NextIn">When the next is due; null when there is none.</param>
/// <param name="Lateness">Of the most overdue one.</param>
/// <param name="Stopped">What the server refuses everybody at the moment, or empty.</param>
internal readonly record struct MoveReply(
    int Moved, int Dead, int Postponed, int Unreadable, TimeSpan? NextIn, TimeSpan Lateness, string Stopped)
{
    public static MoveReply Read(RedisResult reply)
    {
        var values = (RedisResult[]?)reply ?? [];
        var next = (long)values[4];
        return new MoveReply(
            (int)values[0], (int)values[1], (int)values[2], (int)values[3],
            next < 0 ? null : TimeSpan.FromMilliseconds(next), TimeSpan.FromMilliseconds((long)values[5]), (string?)values[6] ?? "");
    }
}

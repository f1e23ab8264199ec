namespace Corporation.RedisStreams.Receiving;

/// <summary>What <c>maintain.lua</c> found.</summary>
/// <param name="HasSeat">False when another process took the consumer's name; nothing was done then.</param>
/// <param name="Reclaimed">How many entries were taken from consumers that let their lease lapse.</param>
/// <param name="HasMore">Whether there may be more of those.</param>
/// <param name="HeldNeedRepair">Whether fewer entries have a due time than are held.</param>
/// <param name="NextDueMs">When the next held entry is due, in Unix milliseconds.</param>
/// <param name="IsAlone">Whether there is no other consumer and nothing is pending, so that nothing can lapse.</param>
/// <param name="IsUndeclared">Whether the queue's settings or one of its subscriptions are gone.</param>
internal readonly record struct Upkeep(
    bool HasSeat, int Reclaimed, bool HasMore, bool HeldNeedRepair, long? NextDueMs, bool IsAlone, bool IsUndeclared);

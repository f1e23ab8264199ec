namespace Corporation.Factory.Journaling;

/// <summary>A claim that this factory got, and its report once the handler has ended.</summary>
/// <param name="Token">The fencing token of the attempt.</param>
/// <param name="MissionId">The mission.</param>
/// <param name="MissionKind">Its kind.</param>
/// <param name="Attempt">The number of the attempt.</param>
/// <param name="Epoch">The boot identity of the process that got the claim.</param>
/// <param name="NotedAt">When it was written last, by this machine's clock: for ages that people read, nothing is decided by it.</param>
/// <param name="Report">What HQ is to hear; null while the handler runs.</param>
internal sealed record JournalEntry(
    Guid Token, Guid MissionId, string MissionKind, int Attempt, long Epoch, DateTimeOffset NotedAt, StoredReport? Report = null);

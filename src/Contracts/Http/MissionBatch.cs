namespace Corporation.Contracts.Http;

/// <summary>Body of <c>POST /api/v1/missions/batch</c>. All are accepted in one transaction, or none is.</summary>
/// <param name="Missions">1 to 1,000 missions.</param>
public sealed record MissionBatch(IReadOnlyList<MissionSubmission> Missions);

/// <summary>Answer to a batch, in the order of the submissions.</summary>
/// <param name="Missions">One entry per submission.</param>
public sealed record MissionBatchAccepted(IReadOnlyList<AcceptedMission> Missions);

/// <summary>One accepted mission of a batch.</summary>
/// <param name="JobId">The mission.</param>
/// <param name="Created">False when the idempotency key named a mission that exists already.</param>
public sealed record AcceptedMission(Guid JobId, bool Created);

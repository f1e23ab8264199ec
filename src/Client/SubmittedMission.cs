using Corporation.Contracts.Http;

namespace Corporation.Client;

/// <summary>What a submit gave.</summary>
/// <param name="Mission">The mission.</param>
/// <param name="Created">False when its idempotency key named a mission that existed already.</param>
public sealed record SubmittedMission(MissionView Mission, bool Created);

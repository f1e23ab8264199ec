using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;

namespace Corporation.FleetChaos.Delegating;

/// <summary>A mission that is to be submitted.</summary>
/// <param name="Submission">With its idempotency key.</param>
/// <param name="End">How it must end; null when that is open.</param>
internal sealed record MissionOrder(MissionSubmission Submission, MissionLifeState? End)
{
    /// <summary>Whether it is submitted to both HQs at the same time, and once more later.</summary>
    public bool IsSubmittedTwice { get; init; }

    /// <summary>How long after its submit it is cancelled; null when it isn't.</summary>
    public TimeSpan? CancelAfter { get; init; }

    public string Key => Submission.IdempotencyKey!;
}

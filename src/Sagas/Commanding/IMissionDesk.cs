namespace Corporation.Sagas.Commanding;

/// <summary>Where HQ's own commands about missions go in: the API, and later schedules, signals and the UI.</summary>
public interface IMissionDesk
{
    /// <summary>
    /// Stores missions in one transaction, all or none, before anything is sent. A submission whose idempotency key is known gives
    /// the known mission; also when two submits race, and when one key stands twice in <paramref name="missions"/>.
    /// </summary>
    /// <exception cref="SagaStore.Writing.StoreUnavailableException">Nothing was accepted.</exception>
    Task<IReadOnlyList<FiledMission>> SubmitAsync(IReadOnlyList<NewMission> missions, CancellationToken cancellationToken);

    /// <summary>Cancels: at once while the mission waits; a held one is marked, its factory told.</summary>
    Task<CommandOutcome> CancelAsync(Guid missionId, string actor, string? reason, CancellationToken cancellationToken);

    /// <summary>Starts a new round for a dead letter.</summary>
    Task<CommandOutcome> RequeueAsync(Guid missionId, string actor, string? reason, CancellationToken cancellationToken);

    /// <summary>Marks a dead letter as done with.</summary>
    Task<CommandOutcome> DiscardAsync(Guid missionId, string actor, string? reason, CancellationToken cancellationToken);
}

/// <summary>What became of one submission.</summary>
/// <param name="MissionId">The mission.</param>
/// <param name="Created">False when the idempotency key was known.</param>
public sealed record FiledMission(Guid MissionId, bool Created);

/// <summary>What became of a command.</summary>
/// <param name="Verdict">Done, refused or no such mission.</param>
/// <param name="Explanation">For a refusal: why, and what to do instead.</param>
public sealed record CommandOutcome(CommandVerdict Verdict, string? Explanation = null);

/// <summary>The three ends of a command.</summary>
public enum CommandVerdict
{
    /// <summary>It took effect (or had already).</summary>
    Done,

    /// <summary>The mission's state does not allow it; nothing changed.</summary>
    Refused,

    /// <summary>There is no such mission.</summary>
    NotFound,
}

namespace Corporation.Sagas.Commanding;

// What HQ tells its own mission machine, through the mediator: these never travel on the bus.

/// <summary>Cancel a mission. Answered with <see cref="CommandOutcome"/>.</summary>
internal sealed record CancelMission(Guid MissionId, string Actor, string? Reason);

/// <summary>Start a new round for a dead letter. Answered with <see cref="CommandOutcome"/>.</summary>
internal sealed record RequeueMission(Guid MissionId, string Actor, string? Reason);

/// <summary>Mark a dead letter as done with. Answered with <see cref="CommandOutcome"/>.</summary>
internal sealed record DiscardMission(Guid MissionId, string Actor, string? Reason);

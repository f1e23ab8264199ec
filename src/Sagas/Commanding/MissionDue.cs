namespace Corporation.Sagas.Commanding;

/// <summary>Something about the mission is due: the machine looks at its clock. Sent by the sweeper through the mediator.</summary>
/// <param name="MissionId">The mission.</param>
public sealed record MissionDue(Guid MissionId);

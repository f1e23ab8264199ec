using Corporation.Contracts.Missions;

namespace Corporation.FleetChaos.Judging;

/// <summary>A mission as HQ's database has it.</summary>
internal sealed record StoredMission(Guid Id, MissionLifeState State, string Key);

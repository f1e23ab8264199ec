namespace Corporation.Contracts.Http;

/// <summary>One page of missions, newest first.</summary>
/// <param name="Missions">The missions.</param>
/// <param name="NextCursor">Give it back as <c>cursor</c> for the next page; absent on the last one.</param>
public sealed record MissionPage(IReadOnlyList<MissionView> Missions, string? NextCursor = null);

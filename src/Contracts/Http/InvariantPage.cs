namespace Corporation.Contracts.Http;

/// <summary>Whether HQ's promises hold for a part of the missions.</summary>
/// <param name="Missions">How many missions were looked at.</param>
/// <param name="Events">How many events.</param>
/// <param name="Violations">One for each promise that is broken; none when all hold.</param>
/// <param name="NextAfter">Ask for what comes after this mission; null when all was looked at.</param>
public sealed record InvariantPage(long Missions, long Events, IReadOnlyList<InvariantViolation> Violations, Guid? NextAfter = null);

/// <summary>A promise that is broken.</summary>
/// <param name="Invariant">One of <see cref="InvariantNames"/>.</param>
/// <param name="Count">How often.</param>
/// <param name="Breaches">Some of the cases, at most 20.</param>
public sealed record InvariantViolation(string Invariant, long Count, IReadOnlyList<InvariantBreach> Breaches);

/// <summary>One mission for which a promise is broken.</summary>
/// <param name="JobId">The mission.</param>
/// <param name="Detail">What is wrong with it.</param>
public sealed record InvariantBreach(Guid JobId, string Detail);

using Corporation.Contracts.Claiming;

namespace Corporation.Sagas.MissionLife;

/// <summary>
/// Finds out whether a mission's input is what the factory takes that claims it. What was checked at the submit were the schemas of that time; a factory that came
/// later may mean another thing by the kind.
/// </summary>
public interface IInputJudge
{
    /// <summary>Checks the input against the schema that the claiming process announced, if that was not done before.</summary>
    /// <returns>What was found out; null when there is nothing to find out: it is known to fit, or nobody knows what the process takes.</returns>
    ValueTask<InputVerdict?> JudgeAsync(MissionState mission, ClaimMission claim, CancellationToken cancellationToken);
}

/// <summary>Whether an input fits a schema.</summary>
/// <param name="Schema">The digest of the schema.</param>
/// <param name="Misfit">What does not fit, in words; null when all does.</param>
/// <param name="IsCertain">Whether another look would give the same; false when the check took too long, or the schema could not be read.</param>
public sealed record InputVerdict(string Schema, string? Misfit, bool IsCertain = true);

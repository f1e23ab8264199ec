using System.Globalization;

namespace Corporation.Factory.Workspaces;

/// <summary>
/// How things are called below the workspace root: one folder per mission, in it one per claim, and beside each the private home of
/// its processes and a mark of how it ended.
/// </summary>
/// <remarks>The claim token is part of the name so that no two claims share a folder, whatever happens to HQ's count of attempts.</remarks>
internal static class WorkspaceNames
{
    public const string HomeSuffix = ".home";
    public const string SucceededSuffix = ".succeeded";
    public const string EndedSuffix = ".ended";

    public static string OfMission(Guid missionId) => missionId.ToString("D");

    public static string OfAttempt(int attempt, Guid claimToken) =>
        string.Create(CultureInfo.InvariantCulture, $"{attempt:D4}-{claimToken:N}");

    public static string IdOf(Guid missionId, int attempt, Guid claimToken) => $"{OfMission(missionId)}/{OfAttempt(attempt, claimToken)}";
}

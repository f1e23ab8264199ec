namespace Corporation.Hq.Api;

/// <summary>Reads mission ids from routes.</summary>
internal static class MissionId
{
    public static bool TryRead(string text, out Guid missionId) => Guid.TryParseExact(text, "D", out missionId);
}

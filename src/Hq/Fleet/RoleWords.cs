using Corporation.Runtime.Roles;

namespace Corporation.Hq.Fleet;

/// <summary>What a factory can do, in the words of the fleet before this one.</summary>
internal static class RoleWords
{
    public static IReadOnlyList<string> Of(string role, IEnumerable<string> kinds)
    {
        var words = new SortedSet<string>(kinds.Select(static kind => $"mission_kind:{kind}"), StringComparer.Ordinal);
        if (RolePolicy.All.FirstOrDefault(policy => policy.Name == role) is { } known)
        {
            words.Add(known.HttpSurface is HttpSurface.Full ? "gateway_full" : "gateway_health_only");
            words.Add($"delegation_mode:{Word(known.Delegation.ToString())}");
            words.Add($"heartbeat_scope:{Word(known.HeartbeatScope.ToString())}");
            if (known.HasWebUi)
                words.Add("ui");
        }

        return [.. words];
    }

    public static string Word(string name) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}

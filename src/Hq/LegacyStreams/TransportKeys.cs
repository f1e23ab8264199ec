using System.Collections.Frozen;

namespace Corporation.Hq.LegacyStreams;

/// <summary>
/// What the old fleet puts into <c>payload.context</c> for its own machinery. It is no input of a handler, so it is taken out before the kind's schema is
/// looked at: that would refuse what it does not name.
/// </summary>
internal static class TransportKeys
{
    public const string MissionKind = "mission_kind";
    public const string RetryCount = "_retry_count";

    private static readonly FrozenSet<string> All = FrozenSet.Create(
        StringComparer.Ordinal,
        MissionKind,
        RetryCount,
        "job_id",
        "idempotency_key",
        "gateway_url",
        "target_factory_id",
        "source_session_id",
        "source_turn_id",
        "reply_mode",
        "published_at",
        "expires_at",
        "attempt",
        "schema_version");

    public static bool Contains(string name) => All.Contains(name);
}

using System.Data.Common;
using Corporation.Sagas.FactoryLife;
using Corporation.Sagas.Storage;

namespace Corporation.Hq.Fleet;

/// <summary>Reads one row of <c>factory_states</c>.</summary>
internal static class FactoryRow
{
    public const string Columns =
        "current_state, factory_id, epoch, role, deployment_profile, source, software_version, software_commit, first_seen_at, last_seen_at, updated_at, mode, mode_reason, "
        + "obeyed_mode, revision, drain_until, drained_at, degraded_reason, labels, max_concurrency, report, stopped_at, mode_since, canary_at, canary_mission_id, interval_seconds";

    public static FactoryState Read(DbDataReader row) => new()
    {
        CurrentState = row.GetString(0),
        FactoryId = row.GetString(1),
        Epoch = row.GetInt64(2),
        Role = row.GetString(3),
        DeploymentProfile = row.GetString(4),
        Source = row.GetString(5),
        SoftwareVersion = row.GetString(6),
        SoftwareCommit = Text(row, 7),
        FirstSeenAt = UnixMicroseconds.ToTime(row.GetInt64(8)),
        LastSeenAt = UnixMicroseconds.ToTime(row.GetInt64(9)),
        UpdatedAt = UnixMicroseconds.ToTime(row.GetInt64(10)),
        Mode = row.GetString(11),
        ModeReason = Text(row, 12),
        ObeyedMode = Text(row, 13),
        Revision = row.GetInt64(14),
        DrainUntil = Time(row, 15),
        DrainedAt = Time(row, 16),
        DegradedReason = Text(row, 17),
        Labels = row.GetString(18),
        MaxConcurrency = row.IsDBNull(19) ? null : row.GetInt32(19),
        Report = row.GetString(20),
        StoppedAt = Time(row, 21),
        ModeSince = Time(row, 22),
        CanaryAt = Time(row, 23),
        CanaryMissionId = row.IsDBNull(24) ? null : row.GetGuid(24),
        IntervalSeconds = row.GetDouble(25),
    };

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset? Time(DbDataReader row, int column) => row.IsDBNull(column) ? null : UnixMicroseconds.ToTime(row.GetInt64(column));
}

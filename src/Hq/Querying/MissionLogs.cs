using System.Data.Common;
using Corporation.Contracts.Http;
using Corporation.SagaStore.Reading;

namespace Corporation.Hq.Querying;

/// <summary>Reads stored log lines.</summary>
internal sealed class MissionLogs(IStoreReader store)
{
    private const string Columns = "position, attempt, number, logged_at, level, text";

    /// <summary>The newest lines, oldest first, and how many are no longer stored.</summary>
    public async Task<MissionLog> TailAsync(Guid missionId, int tail, CancellationToken cancellationToken)
    {
        var lines = await store.QueryAsync(
            $"SELECT {Columns} FROM mission_log_lines WHERE mission_id = $1 ORDER BY position DESC LIMIT $2", Read, [missionId, tail], cancellationToken);

        // Lines are numbered without gaps within an attempt, so what is missing below the highest number was dropped.
        var dropped = await store.QueryAsync(
            "SELECT cast(coalesce(sum(highest - stored), 0) AS bigint) FROM "
            + "(SELECT max(number) AS highest, count(*) AS stored FROM mission_log_lines WHERE mission_id = $1 GROUP BY attempt) AS attempts",
            row => row.GetInt64(0),
            [missionId],
            cancellationToken);
        return new([.. lines.Reverse()], dropped[0]);
    }

    /// <summary>The next lines, oldest first.</summary>
    public ValueTask<IReadOnlyList<LogLineView>> AfterAsync(Guid missionId, long position, int limit, CancellationToken cancellationToken) => store.QueryAsync(
        $"SELECT {Columns} FROM mission_log_lines WHERE mission_id = $1 AND position > $2 ORDER BY position LIMIT $3",
        Read, [missionId, position, limit], cancellationToken);

    private static LogLineView Read(DbDataReader row) => new()
    {
        Position = row.GetInt64(0),
        Attempt = row.GetInt32(1),
        Number = row.GetInt64(2),
        LoggedAt = MissionRow.TimeOf(row.GetInt64(3)),
        Level = row.GetString(4),
        Text = row.GetString(5),
    };
}

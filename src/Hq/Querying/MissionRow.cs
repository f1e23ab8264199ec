using System.Collections.Frozen;
using System.Data.Common;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;

namespace Corporation.Hq.Querying;

/// <summary>Reads one row of <c>missions</c> into what the API shows.</summary>
internal static class MissionRow
{
    /// <summary>In the order of <see cref="Column"/>; the table is called <c>m</c>.</summary>
    public const string Columns =
        "m.mission_id, m.current_state, m.mission_kind, m.task, m.idempotency_key, m.priority, m.timeout_seconds, m.max_retries, m.attempt, "
        + "m.retries_used, m.round, m.factory_id, m.created_at, m.updated_at, m.start_at, m.deadline_at, m.next_attempt_at, m.started_at, "
        + "m.finished_at, m.cancel_requested_at, m.discarded_at, m.progress_percent, m.progress_message, m.error_type, m.error_message";

    /// <summary>How many columns <see cref="Columns"/> has; a query's own columns follow.</summary>
    public const int ColumnCount = (int)Column.ErrorMessage + 1;

    private static readonly FrozenDictionary<string, MissionLifeState> States =
        Enum.GetValues<MissionLifeState>().ToFrozenDictionary(state => state.ToString(), StringComparer.Ordinal);

    private enum Column
    {
        MissionId, CurrentState, MissionKind, Task, IdempotencyKey, Priority, TimeoutSeconds, MaxRetries, Attempt,
        RetriesUsed, Round, FactoryId, CreatedAt, UpdatedAt, StartAt, DeadlineAt, NextAttemptAt, StartedAt,
        FinishedAt, CancelRequestedAt, DiscardedAt, ProgressPercent, ProgressMessage, ErrorType, ErrorMessage,
    }

    public static MissionLifeState StateOf(string name) => States[name];

    public static DateTimeOffset TimeOf(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>The mission as a list shows it.</summary>
    public static MissionView Read(DbDataReader row)
    {
        var state = StateOf(row.GetString((int)Column.CurrentState));
        var (percent, message) = (Number(row, Column.ProgressPercent), Text(row, Column.ProgressMessage));
        var (errorType, errorMessage) = (Text(row, Column.ErrorType), Text(row, Column.ErrorMessage));

        return new()
        {
            JobId = row.GetGuid((int)Column.MissionId),
            MissionKind = row.GetString((int)Column.MissionKind),
            State = state,
            Status = state == MissionLifeState.Succeeded ? ResultStatuses.Success : state.IsTerminal() ? ResultStatuses.Failed : null,
            Task = row.GetString((int)Column.Task),
            IdempotencyKey = Text(row, Column.IdempotencyKey),
            Priority = row.GetInt32((int)Column.Priority),
            TimeoutSeconds = row.GetDouble((int)Column.TimeoutSeconds),
            MaxRetries = row.GetInt32((int)Column.MaxRetries),
            Attempt = row.GetInt32((int)Column.Attempt),
            RetriesUsed = row.GetInt32((int)Column.RetriesUsed),
            Round = row.GetInt32((int)Column.Round),
            FactoryId = Text(row, Column.FactoryId),
            CreatedAt = TimeOf(row.GetInt64((int)Column.CreatedAt)),
            UpdatedAt = TimeOf(row.GetInt64((int)Column.UpdatedAt)),
            StartAt = Time(row, Column.StartAt),
            DeadlineAt = Time(row, Column.DeadlineAt),
            NextAttemptAt = Time(row, Column.NextAttemptAt),
            StartedAt = Time(row, Column.StartedAt),
            FinishedAt = Time(row, Column.FinishedAt),
            CancelRequestedAt = Time(row, Column.CancelRequestedAt),
            DiscardedAt = Time(row, Column.DiscardedAt),
            Progress = percent is null && message is null ? null : new(percent, message),
            Error = errorType is null && errorMessage is null ? null : new(errorType ?? MissionErrorTypes.HandlerFailed, errorMessage ?? ""),
        };
    }

    private static string? Text(DbDataReader row, Column column) => row.IsDBNull((int)column) ? null : row.GetString((int)column);

    private static double? Number(DbDataReader row, Column column) => row.IsDBNull((int)column) ? null : row.GetDouble((int)column);

    private static DateTimeOffset? Time(DbDataReader row, Column column) => row.IsDBNull((int)column) ? null : TimeOf(row.GetInt64((int)column));
}

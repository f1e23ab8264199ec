using System.Text.Json;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Http;
using Corporation.Sagas.FactoryLife;
using Corporation.SagaStore.Reading;

namespace Corporation.Hq.Fleet;

/// <summary>What people are told of factories: read from the store, and judged by the times that stand there.</summary>
internal sealed class FleetBook(IStoreReader store, FactoryDirectory directory, FleetStanding standing, TimeProvider time)
{
    /// <summary>All factories, those heard last first.</summary>
    public async Task<IReadOnlyList<FactoryView>> ListAsync(CancellationToken cancellationToken)
    {
        var states = await store.QueryAsync($"select {FactoryRow.Columns} from factory_states order by last_seen_at desc, factory_id", FactoryRow.Read, [], cancellationToken);
        var use = await SlotUseAsync(cancellationToken);
        return [.. states.Select(state => View(state, use))];
    }

    /// <summary>One factory; null when HQ never heard of it.</summary>
    public async Task<FactoryView?> FindAsync(string factoryId, CancellationToken cancellationToken) =>
        await store.FindAsync<FactoryState>(FactoryKey.Of(factoryId), cancellationToken) is { } state
            ? View(state, await SlotUseAsync(cancellationToken))
            : null;

    /// <summary>What happened to a factory, oldest first, the newest at most.</summary>
    public async Task<IReadOnlyList<FactoryEventView>> HistoryAsync(string factoryId, int newest, CancellationToken cancellationToken)
    {
        var rows = await store.QueryAsync(
            $"select {EventColumns} from factory_events where factory_id = $1 order by position desc limit $2", ReadEvent, [factoryId, newest], cancellationToken);
        return [.. rows.Reverse()];
    }

    /// <summary>Which slots are taken.</summary>
    public async Task<SlotUse> SlotUseAsync(CancellationToken cancellationToken) => new(await store.QueryAsync(SlotUse.Sql, SlotUse.Read, [], cancellationToken));

    /// <summary>Where a factory stands now.</summary>
    public FactoryStatus StatusOf(FactoryState factory) => standing.StatusOf(factory);

    internal const string EventColumns = "position, factory_id, sequence, occurred_at, event, actor, reason, status";

    internal static FactoryEventView ReadEvent(System.Data.Common.DbDataReader row) => new()
    {
        Position = row.GetInt64(0),
        FactoryId = row.GetString(1),
        Sequence = row.GetInt64(2),
        OccurredAt = Querying.MissionRow.TimeOf(row.GetInt64(3)),
        Event = row.GetString(4),
        Actor = row.GetString(5),
        Reason = row.IsDBNull(6) ? null : row.GetString(6),
        Status = Enum.Parse<FactoryStatus>(row.GetString(7)),
    };

    private FactoryView View(FactoryState factory, SlotUse use)
    {
        var status = StatusOf(factory);
        var report = FactoryReport.Read(factory.Report);
        var beat = report.Heartbeat;
        var kinds = directory.FindFactory(factory.FactoryId)?.Kinds ?? [];
        return new FactoryView
        {
            FactoryId = factory.FactoryId,
            FactoryRole = factory.Role,
            DeploymentProfile = factory.DeploymentProfile,
            Source = factory.Source,
            RegistrationStatus = status,
            StatusReason = ReasonOf(factory, status),
            HeartbeatLatencyMs = report.HeartbeatLatencyMs ?? (beat?.RoundTripSeconds is { } seconds ? Math.Round(seconds * 1000, 3) : null),
            Capabilities = report.Capabilities ?? RoleWords.Of(factory.Role, kinds.Select(kind => kind.MissionKind)),
            Metadata = report.Metadata ?? JsonSerializer.SerializeToElement(new Dictionary<string, string>()),
            FirstSeenAt = factory.FirstSeenAt,
            LastSeenAt = factory.LastSeenAt,
            UpdatedAt = factory.UpdatedAt,
            Mode = factory.ModeNow,
            ModeReason = factory.ModeReason,
            IsObeying = factory.ObeyedMode == factory.Mode,
            DrainUntil = factory.DrainUntil,
            DrainedAt = factory.DrainedAt,
            Epoch = factory.Epoch > 0 ? factory.Epoch : null,
            Version = factory.SoftwareVersion.Length > 0 ? factory.SoftwareVersion : null,
            Commit = factory.SoftwareCommit,
            Host = beat is null ? null : HostView.Of(beat.Host),
            Labels = JsonSerializer.Deserialize<Dictionary<string, string>>(factory.Labels) ?? [],
            Kinds = [.. kinds.Select(kind => new FactoryKindView(kind.MissionKind, kind.Slots, use.Of(factory.FactoryId, kind.MissionKind), KindDigest.OfInput(kind), kind.Version))],
            MaxConcurrency = factory.MaxConcurrency,
            Running = beat is null
                ? []
                : [.. beat.Running.Select(one => new RunningView(one.MissionId, one.MissionKind, one.Attempt, one.ElapsedSeconds, ProgressOf(one.Percent, one.Message)))],
            ClockSkewSeconds = beat?.ClockSkewSeconds,
            ReceiveLoopAgeSeconds = beat?.ReceiveLoopAgeSeconds,
            JournalBacklog = beat?.JournalBacklog,
            JournalOldestSeconds = beat?.JournalOldestSeconds,
            Usage = beat?.Usage ?? [],
        };
    }

    private static ProgressView? ProgressOf(double? percent, string? message) => percent is null && message is null ? null : new(percent, message);

    private string? ReasonOf(FactoryState factory, FactoryStatus status)
    {
        var silence = $"not heard for {(time.GetUtcNow() - factory.LastSeenAt).TotalSeconds:0} s";
        return status switch
        {
            FactoryStatus.Online => null,
            FactoryStatus.Offline when factory.StoppedAt is { } stopped => $"it said at {stopped:O} that it stops",
            FactoryStatus.Offline or FactoryStatus.Stale => silence,
            FactoryStatus.Degraded => factory.DegradedReason,
            FactoryStatus.Draining when factory.ModeNow is FactoryMode.Active => "its process is ending",
            _ => factory.ModeReason ?? $"by {factory.ModeActor}",
        };
    }
}

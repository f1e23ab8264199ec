using Corporation.Contracts.Missions;
using Corporation.Hq.LiveStreams;
using Corporation.Sagas.Commanding;
using Corporation.Sagas.MissionLife;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Writing;
using Microsoft.EntityFrameworkCore;

namespace Corporation.Hq.Tests.Hosts;

/// <summary>A desk that writes rows as the real one does, without a saga behind it.</summary>
internal sealed class RowDesk(Func<MissionsDbContext> open, CommitSignals signals, TimeProvider time) : IMissionDesk, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);

    public bool IsAway { get; set; }

    public void Dispose() => _gate.Dispose();

    public async Task<IReadOnlyList<FiledMission>> SubmitAsync(IReadOnlyList<NewMission> missions, CancellationToken cancellationToken)
    {
        if (IsAway)
            throw new StoreUnavailableException("The disk of hq.db is full; free some space.", null);

        await _gate.WaitAsync(cancellationToken);
        try
        {
            await using var context = open();
            var filed = new List<FiledMission>();
            foreach (var mission in missions)
                filed.Add(await FileAsync(context, mission, cancellationToken));
            await context.SaveChangesAsync(cancellationToken);
            return filed;
        }
        finally
        {
            _gate.Release();
        }
    }

    public Task<CommandOutcome> CancelAsync(Guid missionId, string actor, string? reason, CancellationToken cancellationToken) =>
        CommandAsync(missionId, MissionEventNames.Cancelled, state => state.IsTerminal() ? null : MissionLifeState.Cancelled, actor, reason);

    public Task<CommandOutcome> RequeueAsync(Guid missionId, string actor, string? reason, CancellationToken cancellationToken) =>
        CommandAsync(missionId, MissionEventNames.Requeued, state => state == MissionLifeState.DeadLettered ? MissionLifeState.Queued : null, actor, reason);

    public Task<CommandOutcome> DiscardAsync(Guid missionId, string actor, string? reason, CancellationToken cancellationToken) =>
        CommandAsync(missionId, MissionEventNames.Discarded, state => state == MissionLifeState.DeadLettered ? state : null, actor, reason);

    /// <summary>Moves a mission on, as the saga would.</summary>
    public async Task MoveAsync(Guid missionId, MissionLifeState state, string what, string? result = null, Action<MissionState>? change = null)
    {
        await _gate.WaitAsync();
        try
        {
            await using var context = open();
            var mission = await context.Missions.SingleAsync(row => row.CorrelationId == missionId);
            var row = Change(context, mission, state, what, "test");
            change?.Invoke(mission);
            if (result is not null)
                context.Results.Add(new() { MissionId = missionId, Attempt = 1, Result = result, RecordedAt = time.GetUtcNow() });
            await context.SaveChangesAsync();
            signals.Committed([row]);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task LogAsync(Guid missionId, long number, string text)
    {
        await using var context = open();
        var line = new StoredLogLine { MissionId = missionId, Attempt = 1, Number = number, LoggedAt = time.GetUtcNow(), Level = "info", Text = text };
        context.LogLines.Add(line);
        await context.SaveChangesAsync();
        signals.Committed([line]);
    }

    private async Task<CommandOutcome> CommandAsync(
        Guid missionId, string what, Func<MissionLifeState, MissionLifeState?> next, string actor, string? reason)
    {
        await _gate.WaitAsync();
        try
        {
            await using var context = open();
            var mission = await context.Missions.SingleOrDefaultAsync(row => row.CorrelationId == missionId);
            if (mission is null)
                return new(CommandVerdict.NotFound);
            if (next(Enum.Parse<MissionLifeState>(mission.CurrentState)) is not { } state)
                return new(CommandVerdict.Refused, $"The mission is {mission.CurrentState}.");

            var row = Change(context, mission, state, what, actor);
            row.Details = reason is null ? null : $$"""{"reason":"{{reason}}"}""";
            if (what == MissionEventNames.Discarded)
                mission.DiscardedAt = time.GetUtcNow();
            await context.SaveChangesAsync();
            signals.Committed([row]);
            return new(CommandVerdict.Done);
        }
        finally
        {
            _gate.Release();
        }
    }

    private MissionEvent Change(MissionsDbContext context, MissionState mission, MissionLifeState state, string what, string actor)
    {
        mission.CurrentState = state.ToString();
        mission.LastSequence++;
        mission.UpdatedAt = time.GetUtcNow();
        mission.FinishedAt = state.IsTerminal() ? mission.UpdatedAt : null;
        var row = new MissionEvent
        {
            MissionId = mission.CorrelationId,
            Sequence = mission.LastSequence,
            OccurredAt = mission.UpdatedAt,
            Event = what,
            Actor = actor,
            Attempt = 1,
        };
        context.Events.Add(row);
        return row;
    }

    private async Task<FiledMission> FileAsync(MissionsDbContext context, NewMission mission, CancellationToken cancellationToken)
    {
        if (mission.IdempotencyKey is { } key
            && await context.Missions.SingleOrDefaultAsync(row => row.IdempotencyKey == key, cancellationToken) is { } known)
        {
            return new(known.CorrelationId, false);
        }

        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        context.Missions.Add(new()
        {
            CorrelationId = id,
            CurrentState = nameof(MissionLifeState.Queued),
            MissionKind = mission.MissionKind,
            Task = mission.Task,
            IdempotencyKey = mission.IdempotencyKey,
            Priority = mission.Priority,
            TimeoutSeconds = mission.TimeoutSeconds,
            MaxRetries = mission.MaxRetries,
            RetryDelaySeconds = mission.RetryDelaySeconds,
            Round = 1,
            CreatedAt = now,
            UpdatedAt = now,
            StartAt = mission.StartAt,
            DeadlineAt = mission.DeadlineAt,
            LastSequence = 1,
        });
        context.Payloads.Add(new() { MissionId = id, Context = mission.Context });
        context.Events.Add(new() { MissionId = id, Sequence = 1, OccurredAt = now, Event = MissionEventNames.Submitted, Actor = mission.Actor });
        await context.SaveChangesAsync(cancellationToken);
        return new(id, true);
    }
}

using Corporation.Contracts.Missions;
using Corporation.Sagas.MissionLife;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Reading;

namespace Corporation.Hq.Tests.Auditing;

/// <summary>A store with missions whose stories a test tells, and that it may tamper with.</summary>
public abstract class ToldStore : IAsyncLifetime
{
    private static readonly DateTimeOffset Past = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    internal abstract IStoreReader Reader { get; }

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>Runs a statement as somebody whom no trigger, key or constraint stops.</summary>
    internal abstract Task TamperAsync(string sql);

    /// <summary>Removes all missions.</summary>
    internal async Task ClearAsync()
    {
        foreach (var table in (string[])["missions", "mission_events", "mission_payloads", "mission_results"])
            await TamperAsync($"delete from {table}");
    }

    /// <summary>Stores a mission to which these events have happened, and which is in that state.</summary>
    internal async Task<Guid> TellAsync(string story, MissionLifeState state, Action<MissionState>? change = null)
    {
        await using var context = Open();
        var events = story.Split(' ');
        var mission = Birth(state);
        var attempt = 0;
        for (var i = 0; i < events.Length; i++)
        {
            attempt += events[i] == MissionEventNames.Claimed ? 1 : 0;
            context.Add(new MissionEvent { MissionId = mission.CorrelationId, Sequence = i + 1, OccurredAt = Past, Event = events[i], Actor = "hq", Attempt = attempt });
        }

        mission.Attempt = attempt;
        mission.LastSequence = events.Length;
        mission.Round = 1 + events.Count(what => what == MissionEventNames.Requeued);
        mission.RetriesUsed = events.Skip(Array.LastIndexOf(events, MissionEventNames.Requeued) + 1).Count(what => what == MissionEventNames.RetryScheduled);
        change?.Invoke(mission);
        context.AddRange(mission, new StoredPayload { MissionId = mission.CorrelationId });
        if (state == MissionLifeState.Succeeded)
            context.Add(new StoredResult { MissionId = mission.CorrelationId, Attempt = attempt, RecordedAt = Past });
        await context.SaveChangesAsync();
        return mission.CorrelationId;
    }

    private protected abstract MissionsDbContext Open();

    private static MissionState Birth(MissionLifeState state)
    {
        var later = TimeProvider.System.GetUtcNow().AddMinutes(5);
        return new MissionState
        {
            CorrelationId = Guid.CreateVersion7(),
            Version = 1,
            CurrentState = state.ToString(),
            MissionKind = "echo",
            Task = "say",
            TimeoutSeconds = 30,
            MaxRetries = 3,
            RetryDelaySeconds = 1,
            CreatedAt = Past,
            UpdatedAt = Past,
            FinishedAt = state.IsTerminal() ? Past : null,
            WakeAt = state.IsTerminal() || state == MissionLifeState.Queued ? null : later,
            ClaimToken = state.IsHeld() ? Guid.NewGuid() : null,
            FactoryId = state.IsHeld() ? "desk-1" : null,
            LeaseExpiresAt = state.IsHeld() ? later : null,
        };
    }
}

using System.Globalization;
using Corporation.Contracts.Missions;
using Corporation.Hq.Retaining;
using Corporation.Sagas.FactoryLife;
using Corporation.Sagas.Fleet;
using Corporation.Sagas.MissionLife;
using Corporation.SagaStore.Opening;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Corporation.Hq.Tests.Retaining;

/// <summary>A store with missions of any age, and sweepers over it.</summary>
internal sealed class RetentionBench(ServiceProvider services) : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Tables =
        ["missions", "mission_events", "mission_payloads", "mission_results", "mission_usage", "mission_log_lines", "legacy_missions"];

    private int _numbered;

    public IStoreReader Reader => services.GetRequiredService<IStoreReader>();

    public IStoreWriter Writer => services.GetRequiredService<IStoreWriter>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task OpenAsync() => services.GetRequiredService<IStoreStartup>().PrepareAsync(Token);

    /// <summary>Stores a mission with something in every table.</summary>
    /// <param name="state">Its state.</param>
    /// <param name="days">How many days ago it was submitted, and has ended if it has.</param>
    /// <param name="change">What else is special about it.</param>
    public async Task<Guid> AddAsync(MissionLifeState state, double days, Action<MissionState>? change = null)
    {
        var then = Now.AddDays(-days);
        var mission = new MissionState
        {
            CorrelationId = Guid.CreateVersion7(then),
            CurrentState = state.ToString(),
            MissionKind = "echo",
            Task = string.Create(CultureInfo.InvariantCulture, $"number {Interlocked.Increment(ref _numbered)}"),
            TimeoutSeconds = 30,
            Round = 1,
            CreatedAt = then,
            UpdatedAt = then,
            FinishedAt = state.IsTerminal() ? then : null,
            LastSequence = 2,
        };
        change?.Invoke(mission);
        await Writer.WriteAsync(
            session =>
            {
                session.Insert(mission);
                session.Insert(new StoredPayload { MissionId = mission.CorrelationId });
                session.Insert(new StoredResult { MissionId = mission.CorrelationId, Attempt = 1, RecordedAt = then });
                session.Insert(new StoredUsage { MissionId = mission.CorrelationId, Attempt = 1, Resource = "cpu", Unit = "s", RecordedAt = then });
                session.Insert(new LegacyMission { MissionId = mission.CorrelationId, JobId = $"{mission.CorrelationId}", Envelope = "{}" });
                session.Insert(new StoredLogLine { MissionId = mission.CorrelationId, Attempt = 1, Number = 1, LoggedAt = then, Level = "info" });
                for (var sequence = 1; sequence <= 2; sequence++)
                    session.Insert(new MissionEvent { MissionId = mission.CorrelationId, Sequence = sequence, OccurredAt = then, Event = "e", Actor = "hq" });
                return true;
            },
            Token);
        return mission.CorrelationId;
    }

    public async Task<IReadOnlyList<Guid>> AddAsync(int count, MissionLifeState state, double days)
    {
        var missions = new List<Guid>();
        for (var i = 0; i < count; i++)
            missions.Add(await AddAsync(state, days + (i * 0.001)));
        return missions;
    }

    /// <summary>Factories are left: forgetting one takes a whole headquarters.</summary>
    public RetentionSweeper Sweeper(int batchSize = 200, IStoreWriter? writer = null, TimeSpan? keep = null)
    {
        var options = Options.Create(new RetentionOptions
        {
            KeepDuration = keep ?? TimeSpan.FromDays(90), KeepFactoriesDuration = TimeSpan.Zero, BatchSize = batchSize, BatchPauseDuration = TimeSpan.Zero,
        });
        var time = new FakeTimeProvider(Now);
        return new(
            new EndedMissions(Reader, writer ?? Writer),
            new GoneFactories(Reader, Writer, desk: null!, options, time, NullLogger<GoneFactories>.Instance),
            options,
            time,
            NullLogger<RetentionSweeper>.Instance);
    }

    /// <summary>Stores something that happened to a factory.</summary>
    /// <param name="days">How many days ago.</param>
    public Task AddFactoryEventAsync(double days) => Writer.WriteAsync(
        session =>
        {
            session.Insert(new FactoryEvent { FactoryId = "desk-1", OccurredAt = Now.AddDays(-days), Event = "stale", Actor = "hq", Status = "Stale" });
            return true;
        },
        Token);

    /// <summary>The missions that are there. Fails if anything is left of another, or missing of one of these.</summary>
    public async Task<IReadOnlySet<Guid>> WholeMissionsAsync()
    {
        var perTable = new List<HashSet<Guid>>();
        foreach (var table in Tables)
            perTable.Add([.. await Reader.QueryAsync($"select mission_id from {table}", row => row.GetGuid(0), [], Token)]);
        Assert.All(perTable, missions => Assert.Equal(perTable[0].Order(), missions.Order()));

        var events = await Reader.QueryAsync("select count(*) from mission_events", row => row.GetInt64(0), [], Token);
        Assert.Equal(2 * perTable[0].Count, events[0]);
        return perTable[0];
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}

using Corporation.Contracts.Claiming;
using Corporation.Contracts.Reporting;
using Corporation.Sagas.Commanding;
using Corporation.Sagas.Fleet;
using Corporation.Sagas.MissionLife;
using Corporation.SagaStore.Health;
using MassTransit;
using MassTransit.Mediator;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Corporation.Sagas.Tests.MissionLife;

/// <summary>The machine with one mission in memory and a clock that the test moves: no bus, no database.</summary>
internal sealed class MachineBench : IAsyncDisposable, IFactoryEpochs, IInputJudge
{
    private readonly ServiceProvider _services;
    private readonly IMediator _mediator;

    public MachineBench(NewMission submission)
    {
        Options = new MissionLifeOptions();
        Time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));
        Mission = MissionBirth.Create(submission, Options, Time.GetUtcNow());
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IFactoryEpochs>(this)
            .AddSingleton<IInputJudge>(this)
            .AddSingleton(Microsoft.Extensions.Options.Options.Create(Options))
            .AddSingleton<StoreHealth>()
            .AddSingleton<HqPresence>()
            .AddSingleton<ClaimSteps>()
            .AddSingleton<AttemptSteps>()
            .AddSingleton<CommandSteps>()
            .AddSingleton<DueSteps>()
            .AddMediator(mediator => mediator.AddSagaStateMachine<MissionSaga, MissionState>().InMemoryRepository())
            .BuildServiceProvider();
        _mediator = _services.GetRequiredService<IMediator>();
        _services.GetRequiredService<IndexedSagaDictionary<MissionState>>().Add(new SagaInstance<MissionState>(Mission));
        Gather();
    }

    public HqPresence Presence => _services.GetRequiredService<HqPresence>();

    public StoreHealth Store => _services.GetRequiredService<StoreHealth>();

    public MissionLifeOptions Options { get; }

    public FakeTimeProvider Time { get; }

    public MissionState Mission { get; }

    /// <summary>All rows that were to be stored so far.</summary>
    public List<object> Rows { get; } = [];

    public IEnumerable<MissionEvent> Events => Rows.OfType<MissionEvent>();

    public Dictionary<string, long> Epochs { get; } = [];

    public bool IsCurrent(string factoryId, long epoch) => epoch >= Epochs.GetValueOrDefault(factoryId);

    /// <summary>By factory what is found out about the input when it claims.</summary>
    public Dictionary<string, InputVerdict> Verdicts { get; } = [];

    public ValueTask<InputVerdict?> JudgeAsync(MissionState mission, ClaimMission claim, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Verdicts.GetValueOrDefault(claim.FactoryId));

    /// <summary>Sends a message that is not answered.</summary>
    public async Task SendAsync<T>(T message)
        where T : class
    {
        await _mediator.Send(message);
        Gather();
    }

    /// <summary>Asks for an attempt; the answer is a <see cref="ClaimGranted"/> or a <see cref="ClaimDenied"/>.</summary>
    public async Task<object> ClaimAsync(int? attempt = null, string factory = "f1", long epoch = 1)
    {
        var claim = new ClaimMission
        {
            MissionId = Mission.CorrelationId,
            Attempt = attempt ?? Mission.Attempt + 1,
            FactoryId = factory,
            Epoch = epoch,
        };
        var response = await _mediator.CreateRequestClient<ClaimMission>().GetResponse<ClaimGranted, ClaimDenied>(claim);
        Gather();
        return response.Message;
    }

    /// <summary>Claims and starts the next attempt.</summary>
    public async Task<Guid> StartAsync(string factory = "f1", long epoch = 1)
    {
        var granted = Assert.IsType<ClaimGranted>(await ClaimAsync(null, factory, epoch));
        await SendAsync(new MissionStarted { MissionId = Mission.CorrelationId, ClaimToken = granted.ClaimToken });
        return granted.ClaimToken;
    }

    /// <summary>Sends a report; the answer is a <see cref="ReportRecorded"/> or a <see cref="ReportRefused"/>.</summary>
    public async Task<object> ReportAsync<T>(T report)
        where T : class
    {
        var response = await _mediator.CreateRequestClient<T>().GetResponse<ReportRecorded, ReportRefused>(report);
        Gather();
        return response.Message;
    }

    public async Task<CommandOutcome> CommandAsync<T>(T command)
        where T : class
    {
        var response = await _mediator.CreateRequestClient<T>().GetResponse<CommandOutcome>(command);
        Gather();
        return response.Message;
    }

    public async Task AdvanceAsync(TimeSpan time)
    {
        Time.Advance(time);
        await SendAsync(new MissionDue(Mission.CorrelationId));
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private void Gather() => Rows.AddRange(Mission.TakeAppendedRows());
}

using Corporation.Contracts.Announcing;
using Corporation.Contracts.Fleet;
using Corporation.Sagas.FactoryLife;
using Corporation.Sagas.MissionLife;
using Corporation.SagaStore.Health;
using MassTransit;
using MassTransit.Mediator;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Corporation.Sagas.Tests.FactoryLife;

/// <summary>The machine with factories in memory, an HQ that listens, and a clock that the test moves: no bus, no database.</summary>
internal sealed class FactoryBench : IAsyncDisposable
{
    public const string Id = "desk-1";

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private readonly ServiceProvider _services;
    private readonly IMediator _mediator;
    private long _sequence;

    public FactoryBench(Action<FleetOptions>? configure = null)
    {
        var options = new FleetOptions();
        configure?.Invoke(options);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton(Microsoft.Extensions.Options.Options.Create(options))
            .AddSingleton(Microsoft.Extensions.Options.Options.Create(new MissionLifeOptions()))
            .AddSingleton<StoreHealth>()
            .AddSingleton<HqPresence>()
            .AddSingleton<HearingSteps>()
            .AddSingleton<OrderSteps>()
            .AddMediator(mediator => mediator.AddSagaStateMachine<FactorySaga, FactoryState>().InMemoryRepository())
            .BuildServiceProvider();
        _mediator = _services.GetRequiredService<IMediator>();
        Presence.Seen(Time.GetUtcNow());
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));

    public HqPresence Presence => _services.GetRequiredService<HqPresence>();

    public StoreHealth Store => _services.GetRequiredService<StoreHealth>();

    /// <summary>The factory; null when it was forgotten or never heard.</summary>
    public FactoryState? Find(string id = Id) =>
        _services.GetRequiredService<IndexedSagaDictionary<FactoryState>>().Where(new FactoryQuery(FactoryKey.Of(id))).FirstOrDefault()?.Instance;

    public FactoryState Factory => Find() ?? throw new InvalidOperationException("The factory is not known.");

    public List<FactoryEvent> Events { get; } = [];

    public IEnumerable<string> EventNames => Events.Select(happened => happened.Event);

    public FactoryStatus Status => FactoryStanding.StatusOf(Factory.Presence, Factory.ModeAsSeen, Factory.DegradedReason);

    /// <summary>A heartbeat with the next number.</summary>
    public Task<FactoryHeard> BeatAsync(Func<HearFactory, HearFactory>? change = null) => HearAsync(new HearFactory
    {
        FactoryId = Id,
        Epoch = 1,
        Sequence = ++_sequence,
        Cause = _sequence == 1 ? HeartbeatCause.Start : HeartbeatCause.Interval,
        Source = "heartbeat",
        Role = "LOCAL_WORKER",
        DeploymentProfile = "vps",
        IntervalSeconds = 60,
        Labels = "{}",
        Report = "{}",
        ProbeHeard = _sequence - 1,
        Mode = FactoryMode.Active,
    }, change);

    public async Task<FactoryHeard> HearAsync(HearFactory heard, Func<HearFactory, HearFactory>? change = null)
    {
        var said = change?.Invoke(heard) ?? heard;
        var answer = (await _mediator.CreateRequestClient<HearFactory>().GetResponse<FactoryHeard>(said)).Message;
        Gather(said.FactoryId);
        return answer;
    }

    public async Task<OrderVerdict> OrderAsync(FactoryMode mode, string id = Id, TimeSpan? expires = null, bool onlyIfActive = false)
    {
        var outcome = (await _mediator.CreateRequestClient<OrderFactory>().GetResponse<OrderOutcome>(
            new OrderFactory(id, mode, "api", "because", ExpiresAfter: expires) { OnlyIfActive = onlyIfActive })).Message;
        Gather(id);
        return outcome.Verdict;
    }

    public async Task<OrderVerdict> ForgetAsync()
    {
        var known = Find();
        var outcome = (await _mediator.CreateRequestClient<ForgetFactory>().GetResponse<OrderOutcome>(new ForgetFactory(Id, "api", null))).Message;
        Gather(known);
        return outcome.Verdict;
    }

    public async Task SendAsync<T>(T message)
        where T : class
    {
        await _mediator.Send(message);
        Gather(Id);
    }

    /// <summary>Lets time go by, in which HQ listens and looks at its alarms.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Step)
        {
            Time.Advance(Step);
            Presence.Seen(Time.GetUtcNow());
            if (Find() is { } factory && factory.WakeAt <= Time.GetUtcNow())
                await SendAsync(new FactoryDue(factory.CorrelationId));
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private void Gather(string id) => Gather(Find(id));

    private void Gather(FactoryState? factory) => Events.AddRange(factory?.TakeAppendedRows().OfType<FactoryEvent>() ?? []);

    private sealed class FactoryQuery(Guid key) : ISagaQuery<FactoryState>
    {
        public System.Linq.Expressions.Expression<Func<FactoryState, bool>> FilterExpression => factory => factory.CorrelationId == key;

        public Func<FactoryState, bool> GetFilter() => factory => factory.CorrelationId == key;
    }
}

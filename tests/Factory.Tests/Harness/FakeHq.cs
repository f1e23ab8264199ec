using System.Collections.Concurrent;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Leasing;
using Corporation.Contracts.Reporting;
using MassTransit;

namespace Corporation.Factory.Tests.Harness;

/// <summary>An HQ that grants everything and remembers what it heard, in order. Behaviours are replaced by the test.</summary>
internal sealed class FakeHq :
    IConsumer<AnnounceFactory>, IConsumer<WithdrawFactory>, IConsumer<FactoryHeartbeat>, IConsumer<ClaimMission>, IConsumer<RenewLeases>,
    IConsumer<MissionStarted>, IConsumer<MissionProgressed>, IConsumer<MissionLogged>,
    IConsumer<MissionSucceeded>, IConsumer<MissionFailed>, IConsumer<MissionStopped>, IConsumer<MissionReleased>
{
    private readonly ConcurrentDictionary<(Guid Mission, int Attempt), ClaimGranted> _grants = new();

    public ConcurrentQueue<object> Heard { get; } = new();

    public double LeaseSeconds { get; set; } = 30;

    public double TimeoutSeconds { get; set; } = 30;

    /// <summary>When set, decides over a claim; null means granted.</summary>
    public Func<ClaimMission, ClaimDenial?> Denial { get; set; } = _ => null;

    public Func<RenewLeases, LeasesRenewed> Renewal { get; set; } = _ => new() { Lost = [], CancelRequested = [] };

    /// <summary>When it says a reason, a report is refused.</summary>
    public Func<object, ClaimDenial?> Refusal { get; set; } = _ => null;

    public Func<AnnounceFactory, long?> NewerEpoch { get; set; } = _ => null;

    /// <summary>How many of the next messages of a kind are lost without an answer.</summary>
    public ConcurrentDictionary<Type, int> Deaf { get; } = new();

    public IEnumerable<T> All<T>() => Heard.OfType<T>();

    public IEnumerable<object> Reports => Heard.Where(message => message is MissionSucceeded or MissionFailed or MissionStopped or MissionReleased);

    public Guid TokenOf(Guid missionId) => _grants.Single(grant => grant.Key.Mission == missionId).Value.ClaimToken;

    public Task Consume(ConsumeContext<AnnounceFactory> context)
    {
        if (IsDeaf(context.Message))
            return Task.CompletedTask;
        return NewerEpoch(context.Message) is { } newer
            ? context.RespondAsync(new FactorySuperseded { FactoryId = context.Message.FactoryId, Epoch = newer })
            : context.RespondAsync(new FactoryAccepted { FactoryId = context.Message.FactoryId });
    }

    /// <summary>What it wants of the factory, and which order that is.</summary>
    public (FactoryMode Mode, long Revision) Order { get; set; }

    /// <summary>How much its clock is behind the factory's.</summary>
    public TimeSpan Behind { get; set; }

    public bool MustAnnounce { get; set; }

    /// <summary>For how long what runs may go on while it drains.</summary>
    public double? DrainSeconds { get; set; }

    public bool IsDrained { get; set; }

    public Task Consume(ConsumeContext<FactoryHeartbeat> context)
    {
        if (IsDeaf(context.Message))
            return Task.CompletedTask;
        return context.RespondAsync(new HeartbeatHeard
        {
            FactoryId = context.Message.FactoryId,
            HqTime = TimeProvider.System.GetUtcNow() - Behind,
            Mode = Order.Mode,
            Revision = Order.Revision,
            DrainSeconds = DrainSeconds,
            IsDrained = IsDrained,
            MustAnnounce = MustAnnounce,
        });
    }

    public Task Consume(ConsumeContext<WithdrawFactory> context)
    {
        if (IsDeaf(context.Message))
            return Task.CompletedTask;
        return context.RespondAsync(new FactoryAccepted { FactoryId = context.Message.FactoryId });
    }

    public Task Consume(ConsumeContext<ClaimMission> context)
    {
        var claim = context.Message;
        if (IsDeaf(claim))
            return Task.CompletedTask;
        if (Denial(claim) is { } reason)
            return context.RespondAsync(new ClaimDenied { MissionId = claim.MissionId, Reason = reason });
        return context.RespondAsync(_grants.GetOrAdd((claim.MissionId, claim.Attempt), key => new()
        {
            MissionId = key.Mission,
            Attempt = key.Attempt,
            ClaimToken = Guid.NewGuid(),
            LeaseSeconds = LeaseSeconds,
            TimeoutSeconds = TimeoutSeconds,
        }));
    }

    public Task Consume(ConsumeContext<RenewLeases> context) =>
        IsDeaf(context.Message) ? Task.CompletedTask : context.RespondAsync(Renewal(context.Message));

    public Task Consume(ConsumeContext<MissionStarted> context) => Note(context.Message);

    public Task Consume(ConsumeContext<MissionProgressed> context) => Note(context.Message);

    public Task Consume(ConsumeContext<MissionLogged> context) => Note(context.Message);

    public Task Consume(ConsumeContext<MissionSucceeded> context) => Record(context, context.Message.MissionId);

    public Task Consume(ConsumeContext<MissionFailed> context) => Record(context, context.Message.MissionId);

    public Task Consume(ConsumeContext<MissionStopped> context) => Record(context, context.Message.MissionId);

    public Task Consume(ConsumeContext<MissionReleased> context) => Record(context, context.Message.MissionId);

    private Task Note(object message)
    {
        Heard.Enqueue(message);
        return Task.CompletedTask;
    }

    private Task Record<T>(ConsumeContext<T> context, Guid missionId)
        where T : class
    {
        if (IsDeaf(context.Message))
            return Task.CompletedTask;
        return Refusal(context.Message) is { } reason
            ? context.RespondAsync(new ReportRefused { MissionId = missionId, Reason = reason })
            : context.RespondAsync(new ReportRecorded { MissionId = missionId });
    }

    private bool IsDeaf<T>(T message)
        where T : class
    {
        Heard.Enqueue(message);
        while (Deaf.TryGetValue(typeof(T), out var left) && left > 0)
        {
            if (Deaf.TryUpdate(typeof(T), left - 1, left))
                return true;
        }

        return false;
    }
}

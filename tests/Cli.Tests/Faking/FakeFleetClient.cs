using Corporation.Client;
using Corporation.Contracts.Http;

namespace Corporation.Cli.Tests.Faking;

/// <summary>An HQ in memory, for what concerns factories.</summary>
internal sealed class FakeFleetClient : IFleetClient
{
    /// <summary>What GetAsync answers, one after the other; the last one stays.</summary>
    public Queue<FactoryView> Views { get; } = new([Samples.Factory()]);

    public string Delivery { get; set; } = FactoryDeliveries.Sent;

    public PlacementView? Placement { get; set; }

    public Workload Workload { get; set; } = new([], new Dictionary<string, long>(), Samples.Now);

    public Exception? Failure { get; set; }

    public Task<FactoryList> ListAsync(CancellationToken cancellationToken) => Answer(new FactoryList([.. Views], Views.Count, "hq"));

    public Task<FactoryView> GetAsync(string factoryId, CancellationToken cancellationToken) => Answer(Views.Count > 1 ? Views.Dequeue() : Views.Peek());

    public Task<FactoryHistory> GetHistoryAsync(string factoryId, int newest, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ControlOutcome> ControlAsync(FactoryControl control, CancellationToken cancellationToken) =>
        Answer(new ControlOutcome(true, "1", control.Action, control.TargetFactoryId, Delivery, Views.Peek()));

    public Task<Workload> GetWorkloadAsync(CancellationToken cancellationToken) => Answer(Workload);

    public Task<PlacementView> ExplainAsync(Guid jobId, CancellationToken cancellationToken) => Answer(Placement ?? throw new NotSupportedException());

    public Task<CapabilitiesView> GetCapabilitiesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<FactoryEventView> WatchAsync(long? after, CancellationToken cancellationToken) => throw new NotSupportedException();

    private Task<T> Answer<T>(T value) => Failure is null ? Task.FromResult(value) : Task.FromException<T>(Failure);
}

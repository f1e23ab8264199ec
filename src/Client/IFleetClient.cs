using Corporation.Contracts.Http;

namespace Corporation.Client;

/// <summary>Asks HQ about its factories and tells them what to do.</summary>
public interface IFleetClient
{
    /// <summary>Lists all factories by name, page by page.</summary>
    /// <exception cref="HqProblemException">HQ said no; the text says why.</exception>
    /// <exception cref="HqUnreachableException">HQ gave no answer.</exception>
    Task<FactoryList> ListAsync(CancellationToken cancellationToken);

    /// <summary>Gets one factory.</summary>
    Task<FactoryView> GetAsync(string factoryId, CancellationToken cancellationToken);

    /// <summary>Gets what happened to a factory, oldest first: the newest of it.</summary>
    Task<FactoryHistory> GetHistoryAsync(string factoryId, int newest, CancellationToken cancellationToken);

    /// <summary>Tells a factory what to do, or forgets it.</summary>
    Task<ControlOutcome> ControlAsync(FactoryControl control, CancellationToken cancellationToken);

    /// <summary>Gets what each factory does.</summary>
    Task<Workload> GetWorkloadAsync(CancellationToken cancellationToken);

    /// <summary>Explains why a mission waits, or why it went where it went.</summary>
    Task<PlacementView> ExplainAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>Gets what HQ itself is and can do.</summary>
    Task<CapabilitiesView> GetCapabilitiesAsync(CancellationToken cancellationToken);

    /// <summary>Follows what happens to factories live. Reconnects by itself and misses nothing.</summary>
    /// <param name="after">Begin after this position; null begins with what happens from now on.</param>
    /// <param name="cancellationToken">Stops.</param>
    IAsyncEnumerable<FactoryEventView> WatchAsync(long? after, CancellationToken cancellationToken);
}

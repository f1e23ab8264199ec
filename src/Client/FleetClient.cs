using System.Globalization;
using Corporation.Contracts.Http;

namespace Corporation.Client;

/// <inheritdoc cref="IFleetClient" />
/// <remarks>What only reads is tried up to three times when HQ gives no answer, and so are orders: the same one again changes nothing.</remarks>
public sealed class FleetClient : IFleetClient
{
    private readonly HqConnection _hq;

    /// <summary>Creates a client.</summary>
    /// <param name="http">Its <see cref="HttpClient.BaseAddress"/> is HQ's. Stays the caller's to dispose.</param>
    /// <param name="time">The clock for timeouts and pauses. <value>Default: the system's.</value></param>
    /// <exception cref="ArgumentException">There is no base address.</exception>
    public FleetClient(HttpClient http, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        _hq = new(http, time ?? TimeProvider.System);
    }

    /// <inheritdoc />
    public async Task<FactoryList> ListAsync(CancellationToken cancellationToken)
    {
        const string First = "api/v1/factories?limit=1000";
        var list = await _hq.GetAsync<FactoryList>(First, TimeSpan.Zero, cancellationToken);
        var all = new List<FactoryView>(list.Registrations);
        while (list.NextAfter is { } after)
        {
            list = await _hq.GetAsync<FactoryList>($"{First}&after={Uri.EscapeDataString(after)}", TimeSpan.Zero, cancellationToken);
            all.AddRange(list.Registrations);
        }

        return list with { Registrations = all };
    }

    /// <inheritdoc />
    public Task<FactoryView> GetAsync(string factoryId, CancellationToken cancellationToken) =>
        _hq.GetAsync<FactoryView>(Factory(factoryId), TimeSpan.Zero, cancellationToken);

    /// <inheritdoc />
    public Task<FactoryHistory> GetHistoryAsync(string factoryId, int newest, CancellationToken cancellationToken) =>
        _hq.GetAsync<FactoryHistory>(string.Create(CultureInfo.InvariantCulture, $"{Factory(factoryId)}/events?limit={newest}"), TimeSpan.Zero, cancellationToken);

    /// <inheritdoc />
    public async Task<ControlOutcome> ControlAsync(FactoryControl control, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(control);
        return (await _hq.PostAsync<FactoryControl, ControlOutcome>(
            "api/v1/ops/factory/control", control, mayRepeat: control.Action != FactoryActions.Forget, cancellationToken)).Answer;
    }

    /// <inheritdoc />
    public Task<Workload> GetWorkloadAsync(CancellationToken cancellationToken) =>
        _hq.GetAsync<Workload>("api/v1/ops/delegation/workload", TimeSpan.Zero, cancellationToken);

    /// <inheritdoc />
    public Task<PlacementView> ExplainAsync(Guid jobId, CancellationToken cancellationToken) =>
        _hq.GetAsync<PlacementView>($"api/v1/missions/{jobId:D}/placement", TimeSpan.Zero, cancellationToken);

    /// <inheritdoc />
    public Task<CapabilitiesView> GetCapabilitiesAsync(CancellationToken cancellationToken) =>
        _hq.GetAsync<CapabilitiesView>("api/v1/factory/capabilities", TimeSpan.Zero, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<FactoryEventView> WatchAsync(long? after, CancellationToken cancellationToken) =>
        new LiveRows<FactoryEventView>(_hq, "api/v1/factories/events/stream").ReadAsync(after, cancellationToken);

    private static string Factory(string factoryId)
    {
        ArgumentException.ThrowIfNullOrEmpty(factoryId);

        // They would lead to another route, escaped or not (RFC 3986, section 5.2.4).
        if (factoryId is "." or "..")
            throw new ArgumentException($"'{factoryId}' is no factory's name: one begins with a letter or digit.", nameof(factoryId));
        return $"api/v1/factories/{Uri.EscapeDataString(factoryId)}";
    }
}

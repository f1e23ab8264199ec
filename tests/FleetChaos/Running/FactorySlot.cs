using Corporation.LocalServers;

namespace Corporation.FleetChaos.Running;

/// <summary>One factory of the fleet, and who does something to it just now.</summary>
internal sealed class FactorySlot(string id, CorpNode node) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    public string Id => id;

    public CorpNode Node => node;

    /// <summary>Takes the factory if nobody else has it.</summary>
    public bool TryTake() => _turn.Wait(0);

    public void Release() => _turn.Release();

    public Task StartAgainAsync(CancellationToken cancellationToken) => NodeStart.AgainAsync(node, cancellationToken);

    public void Dispose() => _turn.Dispose();
}

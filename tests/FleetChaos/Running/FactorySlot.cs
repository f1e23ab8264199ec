using Corporation.LocalServers;

namespace Corporation.FleetChaos.Running;

/// <summary>One factory of the fleet, and who does something to it just now.</summary>
internal sealed class FactorySlot(string id, CorpNode node) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private const int StartTries = 5;

    private readonly SemaphoreSlim _turn = new(1, 1);

    public string Id => id;

    public CorpNode Node => node;

    /// <summary>Takes the factory if nobody else has it.</summary>
    public bool TryTake() => _turn.Wait(0);

    public void Release() => _turn.Release();

    /// <summary>Starts it again. While the bus or HQ is struck, a start may fail; then once more.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await node.RestartAsync(cancellationToken);
                return;
            }
            catch (LocalServerException) when (tries < StartTries)
            {
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }
    }

    public void Dispose() => _turn.Dispose();
}

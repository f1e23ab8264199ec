using Corporation.LocalServers;

namespace Corporation.FleetChaos.Running;

/// <summary>Starts what was killed.</summary>
internal static class NodeStart
{
    private const int Tries = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>While bus or database are struck, or the machine has no time, a start may fail; then once more.</summary>
    public static async Task AgainAsync(CorpNode node, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await node.RestartAsync(cancellationToken);
                return;
            }
            catch (LocalServerException) when (tries < Tries)
            {
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }
    }
}

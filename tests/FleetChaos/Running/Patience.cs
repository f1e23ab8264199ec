namespace Corporation.FleetChaos.Running;

/// <summary>Waits until something is so.</summary>
internal static class Patience
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <returns>False when it did not become so in time.</returns>
    public static async Task<bool> UntilAsync(Func<Task<bool>> condition, TimeSpan longest, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(begun) > longest)
                return false;
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }

        return true;
    }
}

namespace Corporation.FleetChaos.Invoking;

/// <summary>The same as those of <c>corp</c>, see <c>docs/cli.md</c>.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>A promise was broken, or a fault of some kind could not be made.</summary>
    public const int PromiseBroken = 1;

    public const int BadInput = 2;

    /// <summary>A server or a process could not be started.</summary>
    public const int ServerMissing = 3;

    public const int Interrupted = 130;
}

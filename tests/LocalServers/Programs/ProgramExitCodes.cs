namespace Corporation.LocalServers.Programs;

/// <summary>How a benchmark or chaos ends. The numbers are those of <c>corp</c>, see <c>docs/cli.md</c>.</summary>
public static class ProgramExitCodes
{
    /// <summary>All was done, and as promised.</summary>
    public const int Done = 0;

    /// <summary>Something was lost, doubled, out of order or left over, a fault could not be made, or figures would mean nothing.</summary>
    public const int PromiseBroken = 1;

    /// <summary>The arguments are no good.</summary>
    public const int BadInput = 2;

    /// <summary>A server or a process could not be started, or ended in disorder.</summary>
    public const int ServerMissing = 3;

    /// <summary>Ctrl+C or SIGTERM.</summary>
    public const int Interrupted = 130;
}

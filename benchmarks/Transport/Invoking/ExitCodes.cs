namespace Corporation.TransportBench.Invoking;

/// <summary>The same as those of <c>corp</c>, see <c>docs/cli.md</c>.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>A message was lost, a publish failed or never ended: the figures would mean nothing.</summary>
    public const int MessagesLost = 1;

    public const int BadInput = 2;

    /// <summary>A server could not be started.</summary>
    public const int ServerMissing = 3;

    public const int Interrupted = 130;
}

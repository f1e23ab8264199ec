namespace Corporation.Cli.Invoking;

/// <summary>What <c>corp</c> answers to the shell. Documented in <c>docs/cli.md</c>; scripts rely on it.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The mission ended otherwise than <c>succeeded</c>; a demo or benchmark did not do what it should; a drain was not confirmed.</summary>
    public const int MissionFailed = 1;

    /// <summary>Unknown verb or option, a value out of range, or HQ refused the request (4xx).</summary>
    public const int BadInput = 2;

    /// <summary>HQ gave no answer, can't work (5xx), or a node can't start.</summary>
    public const int HqNotReachable = 3;

    /// <summary>Ctrl+C (128 + SIGINT).</summary>
    public const int Interrupted = 130;
}

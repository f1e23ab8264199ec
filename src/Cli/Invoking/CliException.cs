namespace Corporation.Cli.Invoking;

/// <summary>A command can't do what was asked, for a reason that the reader can mend.</summary>
internal sealed class CliException(int exitCode, string type, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>The problem type for <c>--json</c>.</summary>
    public string Type { get; } = type;

    public static CliException BadInput(string message) => new(ExitCodes.BadInput, Contracts.Http.ProblemTypes.InvalidInput, message);

    public static CliException CannotStart(string message) => new(ExitCodes.HqNotReachable, CliProblem.NodeCannotStart, message);
}

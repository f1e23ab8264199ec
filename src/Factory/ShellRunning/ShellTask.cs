using System.ComponentModel;

namespace Corporation.Factory.ShellRunning;

/// <summary>Input of <c>shell_task</c>.</summary>
internal sealed record ShellTask
{
    /// <summary>The program and its arguments.</summary>
    [Description("The program, then its arguments, each passed as it is: no shell reads them. The program must be on the factory's allow-list.")]
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Where below the workspace it runs.</summary>
    [Description("Where it runs, relative to the workspace; made when missing, unless the workspace is another mission's.")]
    public string? Folder { get; init; }

    /// <summary>An earlier mission whose workspace to run in.</summary>
    [Description("The job_id of an earlier, successful mission: run in the workspace that it left on this factory.")]
    public Guid? WorkspaceOf { get; init; }

    /// <summary>More environment variables.</summary>
    [Description("Environment variables beside PATH, HOME, LANG and TMPDIR. Names that make programs load other code are refused.")]
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Exit codes that are no failure.</summary>
    [Description("Exit codes beside 0 that are no failure.")]
    public IReadOnlyList<int>? AllowExitCodes { get; init; }
}

/// <summary>Result of <c>shell_task</c>.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="StdoutTail">The end of stdout.</param>
/// <param name="StderrTail">The end of stderr.</param>
/// <param name="Truncated">True when one of them is only the end.</param>
/// <param name="Seconds">How long it ran.</param>
internal sealed record ShellResult(int ExitCode, string StdoutTail, string StderrTail, bool Truncated, double Seconds);

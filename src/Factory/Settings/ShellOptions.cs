namespace Corporation.Factory.Settings;

/// <summary>What <c>shell_task</c> may run. Bound from <c>Factory:Shell</c>.</summary>
/// <remarks>
/// The list limits which program a mission starts, not what that program does. A shell, an interpreter, a build tool or any program
/// that starts others (<c>sh</c>, <c>python3</c>, <c>dotnet</c>, <c>make</c>, <c>git</c>, <c>find</c>, <c>sort</c>, <c>tar</c>) on it allows everything
/// that the factory's user may do. That is why none of them is there by default, and none that writes a file of the mission's choosing with
/// content of the mission's choosing (<c>tee</c>, <c>uniq</c>, <c>cp</c>). Those that read (<c>cat</c>, <c>grep</c>, …) read whatever the factory's
/// user may read, also outside the workspace: run a factory as a user of its own, never as root, and keep no secrets in files of that user.
/// </remarks>
public sealed class ShellOptions
{
    internal static readonly string[] DefaultAllowedCommands =
    [
        "cat", "cut", "date", "df", "du", "echo", "false", "grep", "head", "ls", "md5sum", "mkdir", "printf", "pwd", "sha256sum", "sleep",
        "stat", "tail", "touch", "tr", "true", "uname", "wc",
    ];

    internal static readonly string[] DefaultSearchPath = ["/usr/local/bin", "/usr/bin", "/bin"];

    /// <summary>The programs that may be started: bare names, found through <see cref="SearchPath"/>, or absolute paths.</summary>
    /// <value>Null means a short list of programs that read files, make empty ones and start no others; an empty list allows nothing.</value>
    public string[]? AllowedCommands { get; set; }

    /// <summary>Folders in which bare names are looked for, in this order; also the <c>PATH</c> of what is started.</summary>
    /// <value>Null means <c>/usr/local/bin</c>, <c>/usr/bin</c>, <c>/bin</c> (on Windows its system folder).</value>
    public string[]? SearchPath { get; set; }

    /// <summary>Environment variables of the factory that are passed on. All others are not.</summary>
    /// <value>None by default. Values of secrets named here are readable by every mission.</value>
    public string[]? PassEnvironment { get; set; }

    /// <summary>How much of the end of stdout and of stderr goes into the result and into errors.</summary>
    /// <value>256 to 131,072 characters each; 16,384 by default.</value>
    public int MaxTailLength { get; set; } = 16 * 1024;

    internal IReadOnlyList<string> EffectiveAllowedCommands => AllowedCommands ?? DefaultAllowedCommands;

    internal IReadOnlyList<string> EffectiveSearchPath =>
        SearchPath ?? (OperatingSystem.IsWindows() ? [Environment.SystemDirectory] : DefaultSearchPath);
}

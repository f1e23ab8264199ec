namespace Corporation.Factory.Handling;

/// <summary>The words in the <c>level</c> field of a log line.</summary>
internal static class LogLevels
{
    public const string Info = "info";
    public const string Warning = "warning";
    public const string Error = "error";
    public const string Stdout = "stdout";
    public const string Stderr = "stderr";
}

namespace Corporation.Cli.Invoking;

/// <summary>Where HQ is unless somebody says otherwise.</summary>
internal static class HqLocation
{
    public const string DefaultUrl = "http://127.0.0.1:7400";

    /// <summary>The environment variable that says otherwise.</summary>
    public const string UrlVariable = "UA_HQ_BASE_URL";
}

using Corporation.Client;

namespace Corporation.Cli.Invoking;

/// <summary>Opens the HTTP client of one HQ.</summary>
internal static class HqConnection
{
    /// <summary>Where HQ is unless somebody says otherwise.</summary>
    public const string DefaultUrl = "http://127.0.0.1:7400";

    /// <summary>The environment variable that says otherwise.</summary>
    public const string UrlVariable = "UA_HQ_BASE_URL";

    public static IMissionClient Open(Uri hq)
    {

        // No overall timeout: live streams stay open for hours, and every call has its cancellation token.
        throw new NotImplementedException(hq.ToString());
    }
}

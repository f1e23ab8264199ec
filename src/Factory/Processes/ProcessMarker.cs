using System.Security.Cryptography;
using System.Text;

namespace Corporation.Factory.Processes;

/// <summary>What every started process carries in its environment: whose it is, and of which run.</summary>
/// <remarks>The owner is the workspace root, which no two factories share; so a restarted factory knows what its former self left running.</remarks>
internal static class ProcessMarker
{
    /// <summary>The name of the variable.</summary>
    public const string Variable = ScrubbedEnvironment.Marker;

    private const int OwnerBytes = 8;

    /// <summary>A marker for one run.</summary>
    public static string New(string workspaceRoot) => $"{OwnerOf(workspaceRoot)}{Guid.NewGuid():N}";

    /// <summary>How all markers of a factory begin.</summary>
    public static string OwnerOf(string workspaceRoot)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Path.TrimEndingDirectorySeparator(Path.GetFullPath(workspaceRoot))));
        return $"{Convert.ToHexStringLower(hash.AsSpan(0, OwnerBytes))}.";
    }
}

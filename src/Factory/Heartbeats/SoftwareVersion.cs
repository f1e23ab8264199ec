using System.Reflection;

namespace Corporation.Factory.Heartbeats;

/// <summary>What was built: the version, and behind its plus sign the commit (Semantic Versioning 2.0.0, section 10; the SDK adds it).</summary>
internal static class SoftwareVersion
{
    private static readonly string Informational =
        typeof(SoftwareVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>As it was built, the commit included.</summary>
    public static string Full => Informational;

    /// <summary>Without the commit.</summary>
    public static string Name { get; } = Informational.Split('+')[0];

    /// <summary>The commit; null when the build does not say.</summary>
    public static string? Commit { get; } = Informational.Split('+') is [_, var commit, ..] ? commit : null;
}

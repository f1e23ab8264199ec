using System.Globalization;
using System.Text.RegularExpressions;
using Corporation.Contracts.Missions;
using Microsoft.Extensions.Configuration;

namespace Corporation.Factory.Settings;

/// <summary>The one place where the fleet's old environment names become options.</summary>
internal static partial class FactoryEnvironment
{
    public const string FactoryId = "UA_FACTORY_ID";
    public const string DeploymentProfile = "UA_DEPLOYMENT_PROFILE";
    public const string HeartbeatSeconds = "UA_HEARTBEAT_INTERVAL_SECONDS";

    private const string DefaultDeploymentProfile = "local_workstation";

    /// <summary>
    /// Fills what the section <c>Factory</c> left open: <c>UA_FACTORY_ID</c>, then the machine's name made legal; <c>UA_DEPLOYMENT_PROFILE</c>;
    /// <c>UA_HEARTBEAT_INTERVAL_SECONDS</c>, what is no number counts as none.
    /// </summary>
    public static void Apply(FactoryOptions options, IConfiguration configuration)
    {
        if (options.FactoryId.Length == 0)
            options.FactoryId = configuration[FactoryId]?.Trim() is { Length: > 0 } id ? id : FromMachineName(Environment.MachineName);
        if (options.DeploymentProfile.Length == 0)
            options.DeploymentProfile = configuration[DeploymentProfile]?.Trim() is { Length: > 0 } profile ? profile : DefaultDeploymentProfile;
        if (options.HeartbeatInterval == FactoryOptions.DefaultHeartbeatInterval
            && double.TryParse(configuration[HeartbeatSeconds], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            && double.IsFinite(seconds))
            options.HeartbeatInterval = TimeSpan.FromSeconds(Math.Clamp(seconds, FactoryOptions.ShortestHeartbeatInterval.TotalSeconds, 3_600));
    }

    internal static string FromMachineName(string machineName)
    {
        var legal = Illegal().Replace(machineName, "-").Trim('-', '.', '_');
        return legal.Length switch
        {
            0 => "factory",
            > MissionLimits.MaxFactoryIdLength => legal[..MissionLimits.MaxFactoryIdLength],
            _ => legal,
        };
    }

    [GeneratedRegex(@"[^A-Za-z0-9._-]", RegexOptions.CultureInvariant)]
    private static partial Regex Illegal();
}

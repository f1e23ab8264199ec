using System.Text.RegularExpressions;
using Corporation.Contracts.Missions;
using Microsoft.Extensions.Configuration;

namespace Corporation.Factory.Settings;

/// <summary>The one place where the fleet's old environment names become options.</summary>
internal static partial class FactoryEnvironment
{
    public const string FactoryId = "UA_FACTORY_ID";

    /// <summary>Fills what the section <c>Factory</c> left open: <c>UA_FACTORY_ID</c>, then the machine's name made legal.</summary>
    public static void Apply(FactoryOptions options, IConfiguration configuration)
    {
        if (options.FactoryId.Length == 0)
            options.FactoryId = configuration[FactoryId]?.Trim() is { Length: > 0 } id ? id : FromMachineName(Environment.MachineName);
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
